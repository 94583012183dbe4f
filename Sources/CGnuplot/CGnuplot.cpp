#include "CGnuplot.h"

#include <cerrno>
#include <sys/stat.h>
#include <string>
#include <vector>

// The header leaves a few things of the C++ library to its includer.
#include <gnuplot-iostream.h>

// gnuplot-iostream reports neither a full disk nor a short write: the size of what was written is looked at.
static int written(const char *path, size_t expected) {
  struct stat facts;
  if (stat(path, &facts) != 0) return errno;
  return static_cast<size_t>(facts.st_size) == expected ? 0 : ENOSPC;
}

int ogive_plot_write_script(const char *path, const char *text, size_t length) {
  try {
    {
      // The ">" makes it write a file in place of starting gnuplot.
      Gnuplot script(std::string(">") + path);
      script.write(text, static_cast<std::streamsize>(length));
      script.flush();
    }
    return written(path, length);
  } catch (...) {
    return errno != 0 ? errno : EIO;
  }
}

int ogive_plot_write_records(const char *path, const double *columns, size_t count, size_t rows) {
  try {
    std::vector<std::vector<double>> data(count);
    for (size_t i = 0; i < count; i++) data[i].assign(columns + i * rows, columns + (i + 1) * rows);
    Gnuplot writer(">/dev/null");
    writer.binFile1d_colmajor(data, "record", path);
    return written(path, count * rows * sizeof(double));
  } catch (...) {
    return errno != 0 ? errno : EIO;
  }
}
