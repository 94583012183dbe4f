#define _GNU_SOURCE
#include "CEdit.h"

#include <errno.h>
#include <fcntl.h>
#include <histedit.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

struct ogive_edit {
  EditLine *line;
  FILE *input, *output, *errors;
  ogive_edit_calls calls;
  wchar_t prompt[512];
};

static ogive_edit *session(EditLine *line) {
  void *data = NULL;
  el_wget(line, EL_CLIENTDATA, &data);
  return data;
}

static wchar_t *prompt_of(EditLine *line) { return session(line)->prompt; }

static int next_character(EditLine *line, wchar_t *character) {
  ogive_edit *edit = session(line);
  return edit->calls.next(edit->calls.context, character);
}

static unsigned char on_key(EditLine *line, wint_t character) {
  (void)character;
  ogive_edit *edit = session(line);
  switch (edit->calls.key(edit->calls.context)) {
  case OGIVE_EDIT_REFRESH: return CC_REFRESH;
  case OGIVE_EDIT_BEEP: return CC_REFRESH_BEEP;
  default: return CC_NORM;
  }
}

// A stream of our own over a copy of the descriptor: libedit's buffer then never mixes with
// stdout's.
static FILE *stream(int descriptor, const char *mode) {
  int copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
  if (copy < 0) return NULL;
  FILE *file = fdopen(copy, mode);
  if (!file) close(copy);
  return file;
}

ogive_edit *ogive_edit_open(const char *name, int input, int output, ogive_edit_calls calls) {
  ogive_edit *edit = calloc(1, sizeof *edit);
  if (!edit) return NULL;
  edit->calls = calls;
  edit->input = stream(input, "r");
  edit->output = stream(output, "w");
  // libedit's complaints (an unknown terminal) would land in the middle of the screen; can_draw
  // tells instead.
  edit->errors = fopen("/dev/null", "we");
  // el_init changes the terminal's settings at once; until a line is read they stay as they were.
  struct termios before;
  bool known = tcgetattr(input, &before) == 0;
  if (edit->input && edit->output && edit->errors)
    edit->line = el_init(name, edit->input, edit->output, edit->errors);
  if (known) tcsetattr(input, TCSADRAIN, &before);
  if (!edit->line) {
    ogive_edit_close(edit);
    return NULL;
  }
  EditLine *line = edit->line;
  el_wset(line, EL_CLIENTDATA, edit);
  // vi keys are the default; the emacs map is needed only because it inserts and never beeps on its
  // own.
  el_wset(line, EL_EDITOR, L"emacs");
  el_wset(line, EL_PROMPT_ESC, prompt_of, L'\1');
  el_wset(line, EL_GETCFN, next_character);
  el_wset(line, EL_ADDFN, L"ogive-key", L"handle the key that was read", on_key);
  el_wset(line, EL_BIND, L"k", L"ogive-key", NULL);
  el_wset(line, EL_BIND, L"\n", L"ed-newline", NULL);
  el_wset(line, EL_BIND, L"\f", L"ed-clear-screen", NULL);
  // Ctrl-C, Ctrl-Z, Ctrl-S are keys while a line is read, and line ends arrive as they were sent.
  el_wset(line, EL_SETTY, L"-d", L"-isig", L"-ixon", L"-icrnl", L"-inlcr", L"-igncr", NULL);
  // Inserting and deleting on the screen goes wrong with wide characters and past the right margin:
  // take these abilities away and libedit writes the rest of the line again instead.
  const char *const inserting[] = {"ic", "IC", "im", "ei", "ip", "dc", "DC", "dm", "ed"};
  for (size_t i = 0; i < sizeof inserting / sizeof *inserting; i++)
    el_set(line, EL_SETTC, inserting[i], "", NULL);
  return edit;
}

void ogive_edit_close(ogive_edit *edit) {
  if (!edit) return;
  if (edit->line) {
    el_wset(edit->line, EL_EDITMODE, 0);  // without this el_end throws away what was typed ahead
    el_end(edit->line);
  }
  if (edit->input) fclose(edit->input);
  if (edit->output) fclose(edit->output);
  if (edit->errors) fclose(edit->errors);
  free(edit);
}

bool ogive_edit_can_draw(ogive_edit *edit) {
  char *up = NULL;
  return el_get(edit->line, EL_GETTC, "up", &up) == 0 && up && *up;
}

void ogive_edit_set_prompt(ogive_edit *edit, const char *prompt) {
  const size_t capacity = sizeof edit->prompt / sizeof *edit->prompt;
  size_t count = mbstowcs(edit->prompt, prompt, capacity - 1);
  if (count == (size_t)-1) count = 0;
  edit->prompt[count] = L'\0';
}

void ogive_edit_set_line(ogive_edit *edit, const wchar_t *text, size_t count, size_t cursor) {
  const LineInfoW *old = el_wline(edit->line);
  int length = (int)(old->lastchar - old->buffer);
  el_cursor(edit->line, length);
  el_wdeletestr(edit->line, length);
  if (count == 0) return;
  el_winsertstr(edit->line, text);
  el_cursor(edit->line, (int)cursor - (int)count);
}

void ogive_edit_redraw(ogive_edit *edit) { el_wset(edit->line, EL_REFRESH); }
void ogive_edit_resize(ogive_edit *edit) { el_resize(edit->line); }
void ogive_edit_prepare(ogive_edit *edit, bool editing) {
  el_wset(edit->line, EL_PREP_TERM, editing ? 1 : 0);
}

bool ogive_edit_read(ogive_edit *edit) {
  int count = 0;
  return el_wgets(edit->line, &count) != NULL;
}

// The signals taken while a line is read. Process-wide, as handlers are: one reader at a time.
static const int taken[] = {SIGINT, SIGWINCH, SIGCONT, SIGTERM, SIGHUP, SIGQUIT};
enum { taken_count = sizeof taken / sizeof *taken };
static struct sigaction former[taken_count];
static bool is_taken[taken_count];
static struct termios settings;
static int settings_input = -1, settings_output = -1;
static bool settings_known, settings_bracketed;
static int pipe_ends[2] = {-1, -1};

static void on_signal(int number) {
  int error = errno;
  if (number == SIGINT || number == SIGWINCH || number == SIGCONT) {
    unsigned char byte = (unsigned char)number;
    ssize_t written = write(pipe_ends[1], &byte, 1);
    (void)written;
  } else {
    if (settings_bracketed) {
      ssize_t written = write(settings_output, "\033[?2004l\r\n", 10);
      (void)written;
    }
    if (settings_known) tcsetattr(settings_input, TCSANOW, &settings);
    for (int i = 0; i < taken_count; i++)
      if (taken[i] == number) {
        is_taken[i] = false;
        sigaction(number, &former[i], NULL);
      }
    raise(number);  // blocked in here: delivered to the former handler on return
  }
  errno = error;
}

int ogive_edit_signals_take(int input, int output, bool bracketed) {
  if (pipe_ends[0] < 0 && pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
  unsigned char stale[64];
  while (read(pipe_ends[0], stale, sizeof stale) > 0) {}
  settings_input = input;
  settings_output = output;
  settings_bracketed = bracketed;
  settings_known = tcgetattr(input, &settings) == 0;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < taken_count; i++) {
    // What the process was told to ignore (nohup) stays ignored.
    is_taken[i] = sigaction(taken[i], NULL, &former[i]) == 0 && former[i].sa_handler != SIG_IGN
      && sigaction(taken[i], &action, NULL) == 0;
  }
  return pipe_ends[0];
}

void ogive_edit_signals_give_back(void) {
  if (settings_known) tcsetattr(settings_input, TCSADRAIN, &settings);
  settings_known = false;
  for (int i = 0; i < taken_count; i++)
    if (is_taken[i]) {
      is_taken[i] = false;
      sigaction(taken[i], &former[i], NULL);
    }
}

bool ogive_edit_use_utf8(void) {
  setlocale(LC_CTYPE, "");
  if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return true;
  return setlocale(LC_CTYPE, "C.UTF-8") != NULL;
}

int ogive_edit_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

bool ogive_edit_size(int terminal, int *columns, int *rows) {
  struct winsize size;
  if (ioctl(terminal, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return false;
  *columns = size.ws_col;
  *rows = size.ws_row;
  return true;
}

bool ogive_edit_open_pty(int *controller, int *terminal, int columns, int rows) {
  int outer = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (outer < 0) return false;
  char name[128];
  struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
  int inner = -1;
  if (grantpt(outer) == 0 && unlockpt(outer) == 0 && ptsname_r(outer, name, sizeof name) == 0)
    inner = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (inner < 0 || ioctl(inner, TIOCSWINSZ, &size) != 0) {
    if (inner >= 0) close(inner);
    close(outer);
    return false;
  }
  *controller = outer;
  *terminal = inner;
  return true;
}
