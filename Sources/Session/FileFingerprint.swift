internal import Diagnostics
internal import Glibc
internal import Tables

/// The fingerprint of a file's bytes, as reading it as a table gives it.
enum FileFingerprint {
  /// 32 hexadecimal digits.
  ///
  /// - Throws: E50 with the reason.
  static func of(_ path: String) throws(Diagnostic) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 {
      throw Diagnostic(.cannotRead, "\(path) can't be read: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var state = stat()
    guard fstat(descriptor, &state) == 0, state.st_mode & S_IFMT == S_IFREG else {
      throw Diagnostic(.cannotRead, "\(path) is no file")
    }
    let count = Int(state.st_size)
    // Read, not mapped: a mapped file that another program cuts short kills the process at the next touch.
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = bytes.withUnsafeMutableBytes {
        read(descriptor, $0.baseAddress.map { $0 + done }, count - done)
      }
      if got < 0, errno == EINTR { continue }
      if got <= 0 { throw Diagnostic(.cannotRead, "\(path) changed while it was read") }
      done += got
    }
    return bytes.withUnsafeBytes { Fingerprint.of($0) }
  }
}
