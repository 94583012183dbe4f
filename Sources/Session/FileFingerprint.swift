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
    if count == 0 { return Fingerprint.of("") }
    guard let map = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), map != MAP_FAILED else {
      throw Diagnostic(.cannotRead, "\(path) can't be read: \(String(cString: strerror(errno)))")
    }
    defer { munmap(map, count) }
    return Fingerprint.of(UnsafeRawBufferPointer(start: map, count: count))
  }
}
