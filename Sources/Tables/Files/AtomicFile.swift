internal import CFiles
public import Diagnostics
internal import Glibc
internal import Numerics

/// A file that is written whole or not at all.
///
/// Bytes go to a temporary file in the folder of the target, which takes the target's name only when all of them are on
/// the disk. Until then the old file is untouched; whatever goes wrong, no temporary file stays behind. Through a
/// symbolic link the file it points to is replaced. The permissions of an existing file are kept.
public struct AtomicFile: ~Copyable {
  private let path: String
  private let target: String
  private let temporary: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  /// How many bytes are in the file.
  private var written: off_t = 0
  /// How long the file is with the room that was made for more.
  private var reserved: off_t = 0
  private var isDone = false

  /// Opens a temporary file for `path`. Throws ``Diagnostic/Code/cannotWrite`` if the folder is missing or can't be
  /// written to, or if the path names a folder, a device or a pipe.
  public init(_ path: String) throws(Diagnostic) {
    if path.isEmpty { throw Diagnostic(.cannotWrite, "the file name is empty") }
    if path.utf8.contains(0) {
      throw Diagnostic(.cannotWrite, "a file name can't hold a NUL character")
    }
    var target = path
    if let resolved = realpath(path, nil) {
      target = String(cString: resolved)
      free(resolved)
    }
    var mode = mode_t(0)
    var state = stat()
    if stat(target, &state) == 0 {
      switch state.st_mode & S_IFMT {
      case S_IFREG: mode = state.st_mode & 0o7777
      case S_IFDIR:
        throw Diagnostic(
          .cannotWrite, "`\(path)` is a folder",
          help: ["name a file in it, for example `\(FilePath.joined(path, "table.csv"))`"])
      default: throw Diagnostic(.cannotWrite, "`\(path)` is a device or a pipe, not a file")
      }
      if access(target, W_OK) != 0, errno == EACCES || errno == EROFS {
        throw AtomicFile.failure(path, errno)
      }
    }
    let (folder, name) = FilePath.split(target)
    if name.isEmpty {
      throw Diagnostic(.cannotWrite, "`\(path)` names a folder", help: ["add the name of a file"])
    }
    var number = 0
    while true {
      // The name is cut, so that a long one stays within what a file system takes.
      let candidate = FilePath.joined(folder, ".\(name.prefix(40)).\(getpid())-\(number).part")
      let opened = open(candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if opened >= 0 {
        (self.path, self.target, temporary, descriptor) = (path, target, candidate, opened)
        break
      }
      let reason = errno
      if reason == EINTR || (reason == EEXIST && number < 1000) {
        number += 1
        continue
      }
      throw AtomicFile.failure(path, reason)
    }
    if mode != 0 { fchmod(descriptor, mode) }
    buffer.reserveCapacity(AtomicFile.bufferSize + 4096)
  }

  deinit {
    if !isDone {
      close(descriptor)
      unlink(temporary)
    }
  }

  private static let bufferSize = 1 << 18
  /// How much room is made at once. A file system that needn't find room for each page as it is written writes files
  /// twice as fast.
  private static let reserve: off_t = 1 << 26

  /// Adds bytes at the end.
  public mutating func append(_ bytes: [UInt8]) throws(Diagnostic) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= AtomicFile.bufferSize { try flush() }
  }

  /// Adds parts one behind the other at the end; large ones are written side by side.
  public mutating func append(_ parts: [[UInt8]]) throws(Diagnostic) {
    guard parts.count > 1, parts.reduce(0, { $0 + $1.count }) > AtomicFile.bufferSize else {
      for part in parts { try append(part) }
      return
    }
    try flush()
    var end = written
    let offsets = parts.map { part in
      defer { end += off_t(part.count) }
      return end
    }
    reserve(end)
    let descriptor = self.descriptor
    let reasons: [Int32]
    do {
      reasons = try Parallel.map(count: parts.count) { place in
        AtomicFile.write(parts[place], to: descriptor, at: offsets[place])
      }
    } catch {
      throw interrupted
    }
    if let reason = reasons.first(where: { $0 != 0 }) { throw AtomicFile.failure(path, reason) }
    // The disk is busy while the next parts are made, and there is little left to wait for at the end.
    ogive_begin_sync(descriptor, written, end - written)
    written = end
  }

  /// Makes room for a large file before it is written, if the file system can do that.
  private mutating func reserve(_ end: off_t) {
    guard end > reserved else { return }
    let length = (end - written) + AtomicFile.reserve
    let isMade = AtomicFile.withoutLimitSignal {
      ogive_reserve_disk(descriptor, size_t(written), size_t(length))
    }
    // What can't be had is no error yet: less may be enough.
    reserved = isMade ? written + length : end
  }

  /// What is said when an interrupt stopped the writing.
  var interrupted: Diagnostic {
    Diagnostic(.interrupted, "interrupted while writing `\(path)`; nothing was changed")
  }

  /// Adds a text's UTF-8 at the end.
  public mutating func append(_ text: String) throws(Diagnostic) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= AtomicFile.bufferSize { try flush() }
  }

  /// Puts the file in the place of the target. Nothing is there before this returns, and all of it after.
  public consuming func commit() throws(Diagnostic) {
    try flush()
    // Also where no room could be had: a full disk may have given some of it, and the file is as long then.
    if reserved > 0, ftruncate(descriptor, written) != 0 {
      throw AtomicFile.failure(path, errno)
    }
    if fsync(descriptor) != 0, errno != EINVAL, errno != ENOSYS {
      throw AtomicFile.failure(path, errno)
    }
    if rename(temporary, target) != 0 { throw AtomicFile.failure(path, errno) }
    isDone = true
    // From here on the file is there; a close or a sync of the folder that fails changes nothing about that.
    close(descriptor)
    let folder = FilePath.split(target).folder
    let handle = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if handle >= 0 {
      fsync(handle)
      close(handle)
    }
  }

  private mutating func flush() throws(Diagnostic) {
    if Interrupt.isRequested { throw interrupted }
    let reason = AtomicFile.write(buffer, to: descriptor, at: written)
    written += off_t(buffer.count)
    buffer.removeAll(keepingCapacity: true)
    if reason != 0 { throw AtomicFile.failure(path, reason) }
  }

  /// Writes all bytes at a place of the file; the error number, or 0.
  private static func write(
    _ bytes: [UInt8], to descriptor: Int32, at offset: off_t
  ) -> Int32 {
    withoutLimitSignal { bytes.withUnsafeBytes { write($0, to: descriptor, at: offset) } }
  }

  private static func write(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at offset: off_t
  ) -> Int32 {
    var done = 0
    while done < bytes.count {
      guard let base = bytes.baseAddress else { break }
      let got = pwrite(descriptor, base + done, bytes.count - done, offset + off_t(done))
      if got < 0 {
        let reason = errno
        if reason == EINTR { continue }
        return reason
      }
      // A disk that takes nothing and says nothing.
      if got == 0 { return ENOSPC }
      done += got
    }
    return 0
  }

  /// A file that grows past the process's limit would end the process by SIGXFSZ: the signal is held back, and taken
  /// if it came, so that what made the file grow just fails.
  private static func withoutLimitSignal<Result>(_ body: () -> Result) -> Result {
    var held = sigset_t()
    var former = sigset_t()
    sigemptyset(&held)
    sigaddset(&held, SIGXFSZ)
    pthread_sigmask(SIG_BLOCK, &held, &former)
    defer { pthread_sigmask(SIG_SETMASK, &former, nil) }
    let result = body()
    var moment = timespec()
    if sigismember(&former, SIGXFSZ) == 0 { while sigtimedwait(&held, nil, &moment) > 0 {} }
    return result
  }

  private static func failure(_ path: String, _ reason: Int32) -> Diagnostic {
    let folder = FilePath.split(path).folder
    let kept = "nothing was changed"
    switch reason {
    case ENOENT, ENOTDIR:
      return Diagnostic(
        .cannotWrite, "there is no folder `\(folder)` for `\(FilePath.split(path).name)`",
        help: ["make the folder first: `mkdir -p \(folder)`"])
    case EACCES, EPERM, EROFS:
      return Diagnostic(
        .cannotWrite, "there is no permission to write `\(path)`; \(kept)",
        help: ["save it in another folder"])
    case ENOSPC, EDQUOT:
      return Diagnostic(
        .cannotWrite, "the disk is full: `\(path)` was not written; \(kept)",
        help: ["make room, or save it on another disk"])
    case EFBIG:
      return Diagnostic(
        .cannotWrite, "`\(path)` would be larger than this process may write; \(kept)")
    case ENAMETOOLONG:
      return Diagnostic(.cannotWrite, "the file name is too long: \(path.utf8.count) bytes")
    default:
      return Diagnostic(
        .cannotWrite, "`\(path)` can't be written: \(String(cString: strerror(reason))); \(kept)")
    }
  }

  /// Writes bytes as the whole of a file.
  public static func write(_ bytes: [UInt8], to path: String) throws(Diagnostic) {
    var file = try AtomicFile(path)
    try file.append(bytes)
    try file.commit()
  }

  /// Writes a text as the whole of a file.
  public static func write(_ text: String, to path: String) throws(Diagnostic) {
    try write(Array(text.utf8), to: path)
  }
}
