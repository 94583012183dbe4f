internal import Glibc

/// The statements of all sessions in a plain text file.
///
/// Each statement begins on a line of its own; its further lines begin with a tab, which is not
/// part of them. So the file reads as what was typed, `grep` works on it, and it can be edited by
/// hand. Entries are appended in one write under a lock on the file, so sessions that run side by
/// side keep each other's statements; a file that has grown too long is replaced by its newest
/// half, under the same lock and with an atomic rename.
package struct HistoryFile {
  package let path: String
  /// A file longer than this many bytes is cut to its newest half.
  package var maximumBytes: Int

  package init(path: String, maximumBytes: Int = 8 << 20) {
    (self.path, self.maximumBytes) = (path, maximumBytes)
  }

  /// What went wrong with the file, as half a sentence.
  package struct Problem: Error, Equatable { var reason: String }

  // MARK: Text form

  /// A statement as it stands in the file.
  package static func encoded(_ statement: String) -> String {
    statement.split(separator: "\n", omittingEmptySubsequences: false)
      .joined(separator: "\n\t") + "\n"
  }

  /// The statements in the text of a file, oldest first. Empty ones and bytes that aren't UTF-8 are
  /// no error: the first are left out, the second replaced.
  ///
  /// - Parameters:
  ///   - isTail: whether `bytes` begin in the middle of the file: what may be half an entry is left
  ///     out.
  ///   - limit: only the newest so many are given.
  package static func decoded(
    _ bytes: UnsafeBufferPointer<UInt8>, isTail: Bool, limit: Int = .max
  ) -> [String] {
    let newline = UInt8(ascii: "\n")
    let tab = UInt8(ascii: "\t")
    var entries: [String] = []
    var end = bytes.count
    var lineStart = end
    // Backwards, so that only the newest are ever decoded.
    while lineStart > 0, entries.count < limit {
      var start = lineStart - 1
      while start > 0, bytes[start - 1] != newline { start -= 1 }
      lineStart = start
      if bytes[start] == tab, start > 0 { continue }
      if start == 0, isTail { break }
      if let entry = entry(UnsafeBufferPointer(rebasing: bytes[start..<end])) {
        entries.append(entry)
      }
      end = start
    }
    entries.reverse()
    return entries
  }

  private static func entry(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    var count = bytes.count
    while count > 0, bytes[count - 1] == 10 || bytes[count - 1] == 13 { count -= 1 }
    guard count > 0 else { return nil }
    let slice = UnsafeBufferPointer(rebasing: bytes[..<count])
    // Most entries are one line of plain text: nothing to take out of them.
    let isPlain = slice.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    if isPlain { return String(decoding: slice, as: UTF8.self) }
    let lines = slice.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated().map { i, line in
        String(decoding: i > 0 && line.first == 9 ? line.dropFirst() : line, as: UTF8.self)
      }
    let text = PastedText.cleaned(lines.joined(separator: "\n")).drop { $0 == "\n" }
    return text.allSatisfy(\.isWhitespace) ? nil : String(text)
  }

  // MARK: Reading and appending

  /// The newest statements, oldest first; none when there is no file yet. Reads at most the last
  /// 512 KiB, so that a long history costs no time at the start.
  package func newest(_ limit: Int = 10_000) throws(Problem) -> [String] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    if file < 0 {
      if errno == ENOENT { return [] }
      throw Problem(reason: "can't read \(path): \(Self.reason())")
    }
    defer { close(file) }
    let length = lseek(file, 0, SEEK_END)
    guard length >= 0 else { throw Problem(reason: "can't read \(path): \(Self.reason())") }
    let from = max(0, length - 512 << 10)
    let bytes = try read(file, from: from, count: length - from)
    return bytes.withUnsafeBufferPointer { Self.decoded($0, isTail: from > 0, limit: limit) }
  }

  /// Adds a statement at the end. Directories that are missing are made.
  package func append(_ statement: String) throws(Problem) {
    try withLockedFile { file throws(Problem) in
      let length = lseek(file, 0, SEEK_END)
      var text = Self.encoded(statement)
      // A file whose last line was left unfinished must not swallow this entry's first.
      if length > 0, try read(file, from: length - 1, count: 1) != [UInt8(ascii: "\n")] {
        text = "\n" + text
      }
      try write(text.utf8, to: file)
      let grown = lseek(file, 0, SEEK_END)
      if grown > maximumBytes { try replaceByNewestHalf(file, length: grown) }
    }
  }

  private func withLockedFile(_ body: (Int32) throws(Problem) -> Void) throws(Problem) {
    makeDirectories()
    while true {
      let file = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
      guard file >= 0 else { throw Problem(reason: "can't write \(path): \(Self.reason())") }
      defer { close(file) }
      guard flock(file, LOCK_EX) == 0 else {
        throw Problem(reason: "can't lock \(path): \(Self.reason())")
      }
      // Another session may have replaced the file while this one waited for the old one's lock.
      var opened = stat()
      var current = stat()
      if fstat(file, &opened) == 0, stat(path, &current) == 0,
        opened.st_ino == current.st_ino, opened.st_dev == current.st_dev
      {
        return try body(file)
      }
    }
  }

  private func makeDirectories() {
    var made = ""
    for part in path.split(separator: "/", omittingEmptySubsequences: false).dropLast() {
      made += part + "/"
      if !part.isEmpty { mkdir(made, 0o700) }
    }
  }

  private func replaceByNewestHalf(_ file: Int32, length: Int) throws(Problem) {
    let half = maximumBytes / 2
    let bytes = try read(file, from: max(0, length - half), count: min(length, half))
    let newline = UInt8(ascii: "\n")
    // From the first line on that begins an entry.
    var start = 0
    while start < bytes.count, start == 0 || bytes[start - 1] != newline || bytes[start] == 9 {
      start += 1
    }
    let temporary = path + ".\(getpid())"
    let copy = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard copy >= 0 else { throw Problem(reason: "can't write \(temporary): \(Self.reason())") }
    do {
      defer { close(copy) }
      try write(bytes[start...], to: copy)
    } catch {
      unlink(temporary)
      throw error
    }
    if rename(temporary, path) != 0 {
      let reason = Self.reason()
      unlink(temporary)
      throw Problem(reason: "can't replace \(path): \(reason)")
    }
  }

  private func read(_ file: Int32, from offset: Int, count: Int) throws(Problem) -> [UInt8] {
    guard count > 0 else { return [] }
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let n = pread(
          file, buffer.baseAddress?.advanced(by: filled), count - filled, offset + filled)
        if n < 0, errno == EINTR { continue }
        failed = n < 0
        if n <= 0 { break }
        filled += n
      }
    }
    if failed { throw Problem(reason: "can't read \(path): \(Self.reason())") }
    return bytes
  }

  private func write(_ bytes: some Collection<UInt8>, to file: Int32) throws(Problem) {
    let all = Array(bytes)
    var done = 0
    while done < all.count {
      let n = all.withUnsafeBytes {
        Glibc.write(file, $0.baseAddress?.advanced(by: done), all.count - done)
      }
      if n < 0, errno == EINTR { continue }
      guard n > 0 else { throw Problem(reason: "can't write \(path): \(Self.reason())") }
      done += n
    }
  }

  private static func reason() -> String { String(cString: strerror(errno)) }
}
