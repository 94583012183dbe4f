import Glibc

/// The size of the stack that statements run on: room for functions that call themselves.
let stackBytes = 512 << 20

private final class Work {
  let run: () -> Void
  init(_ run: @escaping () -> Void) { self.run = run }
}

/// Does something on a thread with ``stackBytes`` of stack, of which only what is used takes memory, and waits for it.
func onLargeStack(_ run: @escaping () -> Void) {
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  pthread_attr_setstacksize(&attributes, stackBytes)
  let work = Unmanaged.passRetained(Work(run))
  var thread = pthread_t()
  let failed = pthread_create(
    &thread, &attributes,
    { pointer in
      if let pointer { Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().run() }
      return nil
    }, work.toOpaque())
  if failed != 0 {
    console.complain(
      "error: there is no memory for the stack: \(String(cString: strerror(failed)))")
    exit(1)
  }
  pthread_join(thread, nil)
}
