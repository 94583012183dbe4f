public import Diagnostics
internal import Glibc

/// The text of a UTF-8 file, without a byte-order mark.
///
/// - Throws: E50 with the reason.
public func readText(_ path: String) throws(Diagnostic) -> String {
  guard let file = fopen(path, "rb") else {
    throw Diagnostic(.cannotRead, "can't read `\(path)`: \(String(cString: strerror(errno)))")
  }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    if count == 0 { break }
    bytes.append(contentsOf: buffer[..<count])
  }
  if ferror(file) != 0 {
    throw Diagnostic(.cannotRead, "can't read `\(path)`: \(String(cString: strerror(errno)))")
  }
  if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
  guard let text = String(validating: bytes, as: UTF8.self) else {
    throw Diagnostic(.cannotRead, "`\(path)` isn't UTF-8 text")
  }
  return text
}
