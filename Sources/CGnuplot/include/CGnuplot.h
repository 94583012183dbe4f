#ifndef OGIVE_CGNUPLOT_H
#define OGIVE_CGNUPLOT_H

// What Swift needs of gnuplot-iostream, which is a C++ class template, and a launcher that runs gnuplot
// where it can't do harm. gnuplot-iostream is used to write files only: by itself it would start gnuplot
// through a shell, with the user's start-up files, and pass texts as commands.

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Writes a script into a file. 0, or an errno.
int ogive_plot_write_script(const char *path, const char *text, size_t length);

/// Writes columns of numbers as binary records (row after row of doubles). 0, or an errno.
int ogive_plot_write_records(const char *path, const double *columns, size_t count, size_t rows);

/// Starts `gnuplot -d script` in a directory: no shell, no environment but a locale, nothing on its input, a
/// process group of its own, bounded memory, time and file size; where the kernel can, no other program, no
/// process, no network, and no file outside of the directory but its own libraries and fonts.
/// What it says goes to the file `messages` in the directory.
/// The process id, or the negative errno.
int ogive_plot_start(const char *gnuplot, const char *directory, const char *script, const char *messages);

/// Waits up to some milliseconds. 1 and the exit code (128 + the signal if one ended it), 0 if it still runs,
/// or the negative errno.
int ogive_plot_wait(int process, int milliseconds, int *code);

/// Ends it with all that it may have started.
void ogive_plot_stop(int process);

/// Which locks the kernel gives: bit 0 Landlock, bit 1 seccomp.
int ogive_plot_locks(void);

#ifdef __cplusplus
}
#endif

#endif
