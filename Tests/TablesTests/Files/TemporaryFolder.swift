import Glibc
import Tables
import Testing

/// A folder of its own for files of a test; it goes with everything in it.
final class TemporaryFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/ogive-files-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { TemporaryFolder.remove(path) }

  private static func remove(_ path: String) {
    if let handle = opendir(path) {
      while let entry = readdir(handle) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
          tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { remove(path + "/" + name) }
      }
      closedir(handle)
    }
    _ = Glibc.remove(path)
  }

  /// Writes a file; its path.
  @discardableResult func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    try AtomicFile.write(bytes, to: path + "/" + name)
    return path + "/" + name
  }

  @discardableResult func write(_ name: String, _ text: String) throws -> String {
    try write(name, Array(text.utf8))
  }
}
