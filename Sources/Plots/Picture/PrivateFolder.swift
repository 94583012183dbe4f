internal import Glibc

/// A directory of our own (mode 0700, an unguessable name), in which gnuplot finds its script and
/// leaves the picture.
struct PrivateFolder {
  let path: String

  init() throws(PlotError) {
    var reason: Int32 = ENOENT
    let wanted = getenv("TMPDIR").map { String(cString: $0) }
    for parent in [wanted, "/tmp", "/var/tmp"].compactMap({ $0 }) where parent.hasPrefix("/") {
      var template = Array((parent + "/ogive-plot-XXXXXX").utf8CString)
      if let made = mkdtemp(&template) {
        path = String(cString: made)
        return
      }
      reason = errno
    }
    throw PlotError(
      .cannotWrite, "no temporary directory can be made: \(String(cString: strerror(reason)))",
      help: "set TMPDIR to a directory that can be written")
  }

  /// Turns the errno of a write into an error.
  func check(_ code: Int32) throws(PlotError) {
    if code == 0 { return }
    throw PlotError(
      .cannotWrite,
      "the plot's data can't be written to \(path): \(String(cString: strerror(code)))",
      help: code == ENOSPC ? "make room, or set TMPDIR to a directory on another disk" : nil)
  }

  /// A file's bytes; `nil` if it isn't there or is larger than `most` (then its first bytes, for
  /// messages).
  func read(_ name: String, most: Int) -> [UInt8]? {
    let file = open(path + "/" + name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    if file < 0 { return nil }
    defer { close(file) }
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while result.count < most {
      let got = Glibc.read(file, &buffer, buffer.count)
      if got < 0, errno == EINTR { continue }
      if got <= 0 { break }
      result += buffer[0..<got]
    }
    return result
  }

  /// Removes it with all that is in it (it holds no directories).
  func remove() {
    if let listing = opendir(path) {
      while let entry = readdir(listing) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { unlink(path + "/" + name) }
      }
      closedir(listing)
    }
    rmdir(path)
  }
}
