public import Diagnostics

/// The bytes of a file that isn't a table.
public enum FileContent {
  /// All of them.
  ///
  /// - Throws: ``Diagnostic/Code/cannotRead`` for what is missing, a folder, a device or a pipe, not readable, or changed
  ///   while it was read.
  public static func bytes(_ path: String) throws(Diagnostic) -> [UInt8] {
    let file = try FileBytes.read(path)
    return Array(UnsafeBufferPointer(start: file.base, count: file.count))
  }
}
