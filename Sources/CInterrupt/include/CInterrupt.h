// The one interrupt flag of the process.
// C, because a signal handler may touch nothing but a lock-free atomic and must not enter the Swift runtime.
#ifndef OGIVE_CINTERRUPT_H
#define OGIVE_CINTERRUPT_H
#include <stdbool.h>

/// Installs a handler for SIGINT that sets the flag; system calls that wait are cut short (no SA_RESTART).
void ogive_interrupt_install(void);
/// Whether an interrupt was asked for since the last `ogive_interrupt_clear`.
bool ogive_interrupt_requested(void);
/// Asks for an interrupt, as Ctrl-C does.
void ogive_interrupt_request(void);
/// Forgets an interrupt that was asked for.
void ogive_interrupt_clear(void);
#endif
