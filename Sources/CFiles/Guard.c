#define _GNU_SOURCE
#include "CFiles.h"
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

// Few files are mapped at once: slots that a signal handler can walk without a lock. A base of 0 is a free slot,
// of 1 one that is being filled or emptied.
enum { slot_count = 32 };
static struct {
  _Atomic(uintptr_t) base;
  _Atomic(size_t) count;
  atomic_bool was_hit;
} slots[slot_count];
static struct sigaction former;
static uintptr_t page_size;

// Puts a page of zeros where the file has none any more, so that the load that faulted goes on; any other fault is for
// whoever handled it before.
static void on_fault(int number, siginfo_t *info, void *context) {
  uintptr_t place = (uintptr_t)info->si_addr;
  for (int i = 0; i < slot_count; i++) {
    uintptr_t base = atomic_load(&slots[i].base);
    if (base > 1 && place >= base && place - base < atomic_load(&slots[i].count)) {
      atomic_store(&slots[i].was_hit, true);
      void *page = (void *)(place & ~(page_size - 1));
      if (mmap(page, page_size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED) return;
    }
  }
  if (former.sa_flags & SA_SIGINFO && former.sa_sigaction) {
    former.sa_sigaction(number, info, context);
  } else if (former.sa_handler != SIG_DFL && former.sa_handler != SIG_IGN) {
    former.sa_handler(number);
  } else {
    signal(number, SIG_DFL);
  }
}

static bool is_installed;
static void install(void) {
  page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
  struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
  sigemptyset(&action.sa_mask);
  is_installed = sigaction(SIGBUS, &action, &former) == 0;
}

int ogive_guard(void *base, size_t count) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, install);
  if (!is_installed) return -1;
  for (int i = 0; i < slot_count; i++) {
    uintptr_t none = 0;
    if (atomic_compare_exchange_strong(&slots[i].base, &none, 1)) {
      atomic_store(&slots[i].was_hit, false);
      atomic_store(&slots[i].count, count);
      atomic_store(&slots[i].base, (uintptr_t)base);
      return i;
    }
  }
  return -1;
}

bool ogive_unguard(int number) {
  if (number < 0 || number >= slot_count) return false;
  bool was_hit = atomic_load(&slots[number].was_hit);
  atomic_store(&slots[number].base, 0);
  return was_hit;
}
