import Glibc
import Numerics
import Session
import Tables

// A write to a pipe that nobody reads any more is an error of the write, not the end of the process.
signal(SIGPIPE, SIG_IGN)
setlocale(LC_CTYPE, "C.UTF-8")
MemoryBudget.keepFreed()
Interrupt.install()
onLargeStack {
  let code = dispatch(Array(CommandLine.arguments.dropFirst()))
  console.flush()
  exit(code.rawValue)
}
