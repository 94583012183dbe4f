// Runs gnuplot with as few rights as the kernel lets us take away. gnuplot's language can start programs and
// write files by design, so the script (made by us, of numbers and encoded labels) is the first lock and this
// the second.
#define _GNU_SOURCE
#include "CGnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OGIVE_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OGIVE_ARCH AUDIT_ARCH_AARCH64
#endif

#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif

static const uint64_t readRights = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;

static int landlockVersion(void) {
  return (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

static void allow(int rules, const char *path, uint64_t rights) {
  int place = open(path, O_PATH | O_CLOEXEC);
  if (place < 0) return;  // What isn't there needs no right.
  struct landlock_path_beneath_attr rule = {.allowed_access = rights, .parent_fd = place};
  if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0) {
    // A file can't have the rights of a directory.
    rule.allowed_access &= ~(uint64_t)LANDLOCK_ACCESS_FS_READ_DIR;
    syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  }
  close(place);
}

// The rules, or -1 where the kernel has no Landlock.
static int makeRules(const char *gnuplot, const char *directory) {
  int version = landlockVersion();
  if (version < 1) return -1;
  uint64_t all = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | readRights |
                 LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
                 LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
                 LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;
  if (version >= 2) all |= LANDLOCK_ACCESS_FS_REFER;
  if (version >= 3) all |= LANDLOCK_ACCESS_FS_TRUNCATE;
  struct landlock_ruleset_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  attributes.handled_access_fs = all;
  // Size of the first version's structure: later fields are not used.
  int rules = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0);
  if (rules < 0) return -1;

  uint64_t own = readRights | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |
                 LANDLOCK_ACCESS_FS_REMOVE_FILE;
  if (version >= 3) own |= LANDLOCK_ACCESS_FS_TRUNCATE;
  allow(rules, directory, own);
  allow(rules, gnuplot, LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE);
  static const char *const loaders[] = {"/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"};
  for (size_t i = 0; i < 2; i++) allow(rules, loaders[i], LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE);
  // Libraries, fonts, gnuplot's own files.
  static const char *const places[] = {
      "/usr",          "/lib",     "/lib64",      "/etc/fonts",           "/etc/ld.so.cache", "/etc/ld.so.conf",
      "/etc/gnuplot",  "/nix",     "/opt",        "/home/linuxbrew",      "/var/cache/fontconfig",
      "/dev/urandom",  "/proc/self", "/proc/cpuinfo", "/sys/devices/system/cpu"};
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) allow(rules, places[i], readRights);
  allow(rules, "/dev/null", LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE);
  return rules;
}

#ifdef OGIVE_ARCH
#define REFUSE(call, error)                                                  \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (call), 0, 1),                         \
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ((error) & SECCOMP_RET_DATA))

// No new process (threads are let through: the font library needs one), no network.
static struct sock_filter filter[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OGIVE_ARCH, 1, 0),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
#if defined(__x86_64__)
    // The x32 calls have numbers of their own.
    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (ENOSYS & SECCOMP_RET_DATA)),
    REFUSE(SYS_fork, EPERM),
    REFUSE(SYS_vfork, EPERM),
#endif
    // The C library falls back to clone, whose flags can be looked at.
    REFUSE(SYS_clone3, ENOSYS),
    REFUSE(SYS_socket, EPERM),
    REFUSE(SYS_ptrace, EPERM),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3),
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (EPERM & SECCOMP_RET_DATA)),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
};
#endif

static void limit(int what, rlim_t most) {
  struct rlimit limits;
  if (getrlimit(what, &limits) != 0) return;
  if (limits.rlim_max != RLIM_INFINITY && limits.rlim_max < most) most = limits.rlim_max;
  limits.rlim_cur = limits.rlim_max = most;
  setrlimit(what, &limits);
}

int ogive_plot_locks(void) {
  int locks = landlockVersion() >= 1 ? 1 : 0;
#ifdef OGIVE_ARCH
  locks |= 2;
#endif
  return locks;
}

int ogive_plot_start(const char *gnuplot, const char *directory, const char *script, const char *messages) {
  char program[PATH_MAX];
  if (realpath(gnuplot, program) == NULL) return -errno;
  // All that needs memory or a lock is made before the fork.
  int rules = makeRules(program, directory);
  char home[PATH_MAX + 8];
  snprintf(home, sizeof home, "HOME=%s", directory);
  char *const environment[] = {"LANG=C.UTF-8", "LC_ALL=C.UTF-8", "SOURCE_DATE_EPOCH=0", home, NULL};
  char *const arguments[] = {"gnuplot", "-d", (char *)script, NULL};

  int report[2];
  if (pipe2(report, O_CLOEXEC) != 0) {
    int error = errno;
    if (rules >= 0) close(rules);
    return -error;
  }
  // Signals wait until the child has its own handlers.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t process = fork();
  if (process == 0) {
    setpgid(0, 0);
    for (int number = 1; number < 32; number++) {
      if (number != SIGKILL && number != SIGSTOP) signal(number, SIG_DFL);
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    int failed = 0;
    if (chdir(directory) != 0) failed = errno;
    int nothing = open("/dev/null", O_RDWR);
    int said = open(messages, O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (nothing < 0 || said < 0) failed = failed ? failed : errno;
    if (!failed) {
      dup2(nothing, 0);
      dup2(said, 1);
      dup2(said, 2);
      umask(0077);
      limit(RLIMIT_CORE, 0);
      limit(RLIMIT_CPU, 30);
      limit(RLIMIT_AS, (rlim_t)4 << 30);
      limit(RLIMIT_FSIZE, (rlim_t)256 << 20);
      limit(RLIMIT_NOFILE, 128);
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
      if (rules >= 0) syscall(SYS_landlock_restrict_self, rules, 0);
#ifdef OGIVE_ARCH
      struct sock_fprog program_ = {.len = sizeof filter / sizeof *filter, .filter = filter};
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program_, 0, 0);
#endif
#ifdef SYS_close_range
      // Everything but the standard streams closes at the exec (4 is the flag for that).
      syscall(SYS_close_range, 3U, ~0U, 4U);
#endif
      execve(program, arguments, environment);
      failed = errno;
    }
    ssize_t ignored = write(report[1], &failed, sizeof failed);
    (void)ignored;
    _exit(127);
  }
  int forkError = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  close(report[1]);
  if (rules >= 0) close(rules);
  if (process < 0) {
    close(report[0]);
    return -forkError;
  }
  setpgid(process, process);
  // The pipe closes at the exec, or brings the reason why there was none.
  int failed = 0;
  ssize_t got;
  do got = read(report[0], &failed, sizeof failed);
  while (got < 0 && errno == EINTR);
  close(report[0]);
  if (got == (ssize_t)sizeof failed) {
    while (waitpid(process, NULL, 0) < 0 && errno == EINTR) {
    }
    return failed > 0 ? -failed : -EIO;
  }
  return process;
}

int ogive_plot_wait(int process, int milliseconds, int *code) {
  int handle = (int)syscall(SYS_pidfd_open, process, 0);
  if (handle >= 0) {
    struct pollfd ready = {.fd = handle, .events = POLLIN, .revents = 0};
    poll(&ready, 1, milliseconds);
    close(handle);
  } else {
    struct timespec pause = {.tv_sec = 0, .tv_nsec = 2000000};
    nanosleep(&pause, NULL);
  }
  int status = 0;
  pid_t ended = waitpid(process, &status, WNOHANG);
  if (ended == 0 || (ended < 0 && errno == EINTR)) return 0;
  if (ended < 0) return -errno;
  *code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + (WIFSIGNALED(status) ? WTERMSIG(status) : 0);
  return 1;
}

void ogive_plot_stop(int process) {
  kill(-process, SIGKILL);
  kill(process, SIGKILL);
  while (waitpid(process, NULL, 0) < 0 && errno == EINTR) {
  }
}
