internal import Glibc

/// Asks for large pages behind memory that is about to be written for the first time: a long column then costs a fault
/// for each 2 MB instead of each 4 kB, and writes all over it find their pages at once. Nothing happens where the system
/// has none to give.
package func preferLargePages<Element>(_ start: UnsafeMutablePointer<Element>, _ count: Int) {
  let bytes = count * MemoryLayout<Element>.stride
  guard bytes >= 4 << 20 else { return }
  // Whole pages, those at the ends too: what lies beside each other is asked for in one piece then.
  let page = 4096
  let skipped = Int(bitPattern: start) % page
  let first = UnsafeMutableRawPointer(start) - skipped
  _ = madvise(first, (skipped + bytes + page - 1) / page * page, MADV_HUGEPAGE)
}

/// Asks for large pages behind what is allocated next, in many pieces of whatever size that together have about so many
/// bytes.
package func preferLargePagesNext(_ bytes: Int) {
  // What is freed here is given out next, unless so much is free already.
  let most = 512 << 20
  guard let room = malloc(min(bytes, most)) else { return }
  preferLargePages(room.assumingMemoryBound(to: UInt8.self), min(bytes, most))
  free(room)
}
