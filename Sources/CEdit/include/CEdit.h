// libedit behind plain functions.
// C, because el_wset and el_wget take variable arguments, which Swift can't call, because libedit
// wants stdio streams of its own, and because a signal handler must not enter the Swift runtime.
#ifndef OGIVE_CEDIT_H
#define OGIVE_CEDIT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

/// One libedit session on a pair of terminal descriptors.
typedef struct ogive_edit ogive_edit;

/// The character that `next` gives to have `key` called.
#define OGIVE_EDIT_KEY L'k'
/// The character that ends the line: libedit moves below it and returns.
#define OGIVE_EDIT_NEWLINE L'\n'
/// The character that clears the screen and draws the line again.
#define OGIVE_EDIT_CLEAR L'\f'

/// What `key` wants libedit to do next.
typedef enum {
  OGIVE_EDIT_NOTHING = 0,
  OGIVE_EDIT_REFRESH = 1,
  OGIVE_EDIT_BEEP = 2,
} ogive_edit_answer;

typedef struct {
  void *context;
  /// Gives the next character in `character`. 1: there is one, 0: end of input, -1: failed. libedit
  /// calls it after it has drawn everything.
  int (*next)(void *context, wchar_t *character);
  /// Called for OGIVE_EDIT_KEY; may change the line.
  ogive_edit_answer (*key)(void *context);
} ogive_edit_calls;

/// Opens a session; NULL when libedit can't (no terminal, no memory).
ogive_edit *ogive_edit_open(const char *name, int input, int output, ogive_edit_calls calls);
void ogive_edit_close(ogive_edit *edit);
/// Whether the terminal's description is known and it can move the cursor up, which drawing needs.
bool ogive_edit_can_draw(ogive_edit *edit);
/// The prompt: UTF-8, with pieces that take no room (colours) between two \1; a \1 must not be the
/// last byte.
void ogive_edit_set_prompt(ogive_edit *edit, const char *prompt);
/// Replaces libedit's line by `count` characters and puts the cursor before the one at `cursor`.
void ogive_edit_set_line(ogive_edit *edit, const wchar_t *text, size_t count, size_t cursor);
/// Draws prompt and line anew from where the terminal's cursor is; it must be at the start of a
/// line.
void ogive_edit_redraw(ogive_edit *edit);
/// Asks the terminal for its size again.
void ogive_edit_resize(ogive_edit *edit);
/// Puts the terminal in editing mode (true) or back in line mode (false) in the middle of a read.
void ogive_edit_prepare(ogive_edit *edit, bool editing);
/// Reads until the line ends. False at the end of input or on failure.
bool ogive_edit_read(ogive_edit *edit);

/// Remembers the terminal's settings and takes over the signals that matter while a line is read:
/// SIGINT, SIGWINCH and SIGCONT are written as one byte each into a pipe; SIGTERM, SIGHUP and
/// SIGQUIT put the terminal back and then go to whoever had them before. Returns the pipe's reading
/// end, or -1. `bracketed` says that bracketed paste is on and has to be switched off too.
int ogive_edit_signals_take(int input, int output, bool bracketed);
/// Gives the signals back to their former handlers and the terminal its remembered settings.
void ogive_edit_signals_give_back(void);

/// Chooses a UTF-8 character type for the process: the environment's, or C.UTF-8. True when there
/// is one.
bool ogive_edit_use_utf8(void);
/// Columns that a code point takes: 0 to 2, or -1 when it can't be shown.
int ogive_edit_width(uint32_t scalar);
/// The terminal's size; false when it doesn't know.
bool ogive_edit_size(int terminal, int *columns, int *rows);

/// Opens a pseudo-terminal of the given size (for tests). False on failure.
bool ogive_edit_open_pty(int *controller, int *terminal, int columns, int rows);
#endif
