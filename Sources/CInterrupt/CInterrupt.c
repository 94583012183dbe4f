#define _POSIX_C_SOURCE 200809L
#include "CInterrupt.h"
#include <signal.h>
#include <stdatomic.h>
#include <string.h>

static atomic_bool requested;

static void on_signal(int signal_number) {
  (void)signal_number;
  atomic_store_explicit(&requested, true, memory_order_relaxed);
}

void ogive_interrupt_install(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
}

bool ogive_interrupt_requested(void) { return atomic_load_explicit(&requested, memory_order_relaxed); }
void ogive_interrupt_request(void) { atomic_store_explicit(&requested, true, memory_order_relaxed); }
void ogive_interrupt_clear(void) { atomic_store_explicit(&requested, false, memory_order_relaxed); }
