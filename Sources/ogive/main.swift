import Glibc
import Numerics
import Session

// A write to a pipe that nobody reads any more is an error of the write, not the end of the process.
signal(SIGPIPE, SIG_IGN)
setlocale(LC_CTYPE, "C.UTF-8")
// Columns come and go: memory of up to 128 MB that was given back is kept for the next of them, or the system would have
// to clear its pages again and again. The numbers are `M_TRIM_THRESHOLD` and `M_MMAP_THRESHOLD` of <malloc.h>.
_ = mallopt(-1, 128 << 20)
_ = mallopt(-3, 32 << 20)
Interrupt.install()
onLargeStack {
  let code = dispatch(Array(CommandLine.arguments.dropFirst()))
  console.flush()
  exit(code.rawValue)
}
