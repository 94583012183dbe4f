internal import CFiles
internal import Diagnostics
internal import Glibc
internal import Numerics

/// The bytes of a file, followed by 64 bytes of zero so that loops may load whole words.
///
/// Small files are read into memory. Large ones are mapped, which costs neither the copy nor its memory; should another
/// program cut one short meanwhile, its pages read as zeros, and ``checkUnchanged(_:)`` tells.
struct FileBytes: ~Copyable {
  let base: UnsafeMutablePointer<UInt8>
  let count: Int
  private let capacity: Int
  /// Of a mapped file its descriptor, its state when it was mapped, and what protects its pages.
  private let mapped: (descriptor: Int32, before: stat, guarded: Int32)?

  static let padding = 64
  /// Files of as many bytes and more are mapped.
  static let smallestMapped = 4 << 20

  private init(
    base: UnsafeMutablePointer<UInt8>, count: Int, capacity: Int,
    mapped: (descriptor: Int32, before: stat, guarded: Int32)? = nil
  ) {
    (self.base, self.count, self.capacity, self.mapped) = (base, count, capacity, mapped)
  }

  deinit {
    if let mapped {
      _ = ogive_unguard(mapped.guarded)
      close(mapped.descriptor)
    }
    munmap(base, capacity)
  }

  /// Whether the bytes are the file's own pages rather than a copy.
  var isMapped: Bool { mapped != nil }

  /// Throws ``Diagnostic/Code/cannotRead`` if the file was changed since it was opened, as far as that can show.
  borrowing func checkUnchanged(_ path: String) throws(Diagnostic) {
    guard let mapped else { return }
    var after = stat()
    if fstat(mapped.descriptor, &after) != 0 || !FileBytes.isSame(mapped.before, after) {
      throw FileBytes.changed(path)
    }
  }

  static func isSame(_ a: stat, _ b: stat) -> Bool {
    a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec
      && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec
  }

  static func changed(_ path: String) -> Diagnostic {
    Diagnostic(
      .cannotRead, "`\(path)` changed while it was read",
      help: ["load it again once the program that writes it is done"])
  }

  /// A file's pages, with zeros behind them; `nil` if the system doesn't map it.
  private static func map(_ descriptor: Int32, _ state: stat) -> FileBytes? {
    let size = Int(state.st_size)
    guard let room = allocate(size + padding) else { return nil }
    guard
      mmap(room.base, size, PROT_READ, MAP_PRIVATE | MAP_FIXED, descriptor, 0) != MAP_FAILED
    else {
      munmap(room.base, room.capacity)
      return nil
    }
    let guarded = ogive_guard(room.base, room.capacity)
    let own = guarded < 0 ? -1 : fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard own >= 0 else {
      _ = ogive_unguard(guarded)
      munmap(room.base, room.capacity)
      return nil
    }
    madvise(room.base, size, MADV_WILLNEED)
    return FileBytes(
      base: room.base, count: size, capacity: room.capacity, mapped: (own, state, guarded))
  }

  /// A copy of bytes in memory.
  init?(copying bytes: UnsafeRawBufferPointer) {
    guard let target = FileBytes.allocate(bytes.count + FileBytes.padding) else { return nil }
    if let source = bytes.baseAddress { memcpy(target.base, source, bytes.count) }
    self.init(base: target.base, count: bytes.count, capacity: target.capacity)
  }

  /// A copy of bytes in an array.
  init?(copying bytes: [UInt8]) {
    guard let target = FileBytes.allocate(bytes.count + FileBytes.padding) else { return nil }
    bytes.withUnsafeBufferPointer { source in
      if let first = source.baseAddress { target.base.update(from: first, count: source.count) }
    }
    self.init(base: target.base, count: bytes.count, capacity: target.capacity)
  }

  /// Zeroed pages, large ones where the system has them.
  private static func allocate(_ wanted: Int) -> (base: UnsafeMutablePointer<UInt8>, capacity: Int)?
  {
    let capacity = (wanted + 4095) & ~4095
    let pages = mmap(nil, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let pages, pages != MAP_FAILED else { return nil }
    if capacity >= 4 << 20 { madvise(pages, capacity, MADV_HUGEPAGE) }
    return (pages.assumingMemoryBound(to: UInt8.self), capacity)
  }

  /// Reads a file whole.
  ///
  /// Throws ``Diagnostic/Code/cannotRead`` for what is missing, a folder, a device or a pipe that isn't standard input,
  /// not readable, or changed while it was read.
  static func read(_ path: String) throws(Diagnostic) -> FileBytes {
    if path.utf8.contains(0) {
      throw Diagnostic(.cannotRead, "a file name can't hold a NUL character")
    }
    if path.isEmpty { throw Diagnostic(.cannotRead, "the file name is empty") }
    // Not blocking: opening a pipe that nobody writes to would wait for ever.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw failure(path, errno) }
    defer { close(descriptor) }
    var before = stat()
    guard fstat(descriptor, &before) == 0 else { throw failure(path, errno) }
    switch before.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR:
      throw Diagnostic(
        .cannotRead, "`\(path)` is a folder, not a file", candidates: names(in: path, limit: 24),
        help: ["name one of the files in it"])
    case S_IFIFO where isInherited(path):
      _ = fcntl(descriptor, F_SETFL, 0)
      return try readStream(descriptor, path)
    case S_IFIFO:
      throw Diagnostic(
        .cannotRead, "`\(path)` is a pipe, not a file", help: ["save what it gives to a file first"]
      )
    default:
      throw Diagnostic(
        .cannotRead, "`\(path)` is a device, not a file",
        help: ["save what it gives to a file first"])
    }
    // Files under /proc and the like say that they are empty and aren't.
    if before.st_size == 0 { return try readStream(descriptor, path) }
    let size = Int(before.st_size)
    if size >= smallestMapped, let mapped = map(descriptor, before) { return mapped }
    guard let target = allocate(size + padding) else { throw tooLarge(path, size) }
    let bytes = FileBytes(base: target.base, count: size, capacity: target.capacity)
    var done = 0
    while done < size {
      if Interrupt.isRequested {
        throw Diagnostic(.interrupted, "interrupted while reading `\(path)`")
      }
      let got = Glibc.read(descriptor, bytes.base + done, min(size - done, 16 << 20))
      if got < 0 {
        if errno == EINTR { continue }
        throw failure(path, errno)
      }
      if got == 0 { break }
      done += got
    }
    var after = stat()
    guard fstat(descriptor, &after) == 0, done == size, isSame(before, after) else {
      throw changed(path)
    }
    return bytes
  }

  /// Reads to the end of something that doesn't know its size.
  private static func readStream(
    _ descriptor: Int32, _ path: String
  ) throws(Diagnostic) -> FileBytes {
    var all: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      if Interrupt.isRequested {
        throw Diagnostic(.interrupted, "interrupted while reading `\(path)`")
      }
      let got = part.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if got < 0 {
        if errno == EINTR { continue }
        throw failure(path, errno)
      }
      if got == 0 { break }
      all.append(contentsOf: part[..<got])
    }
    guard let bytes = FileBytes(copying: all) else { throw tooLarge(path, all.count) }
    return bytes
  }

  /// Whether a path names what the process was started with, such as a pipe on standard input.
  private static func isInherited(_ path: String) -> Bool {
    path == "/dev/stdin" || path.hasPrefix("/dev/fd/") || path.hasPrefix("/proc/self/fd/")
  }

  private static func tooLarge(_ path: String, _ size: Int) -> Diagnostic {
    Diagnostic(.tooLarge, "`\(path)` has \(size) bytes, for which there is no memory")
  }

  private static func failure(_ path: String, _ number: Int32) -> Diagnostic {
    switch number {
    case ENOENT:
      let (folder, name) = FilePath.split(path)
      let present = names(in: folder.isEmpty ? "." : folder, limit: 4096)
      if present.isEmpty, !folder.isEmpty, access(folder, F_OK) != 0 {
        return Diagnostic(.cannotRead, "there is no folder `\(folder)`, so no file `\(path)`")
      }
      let near = nearestNames(to: name, in: present)
      return Diagnostic(
        .cannotRead, "there is no file `\(path)`", candidates: near,
        help: near.first.map { ["did you mean `\(FilePath.joined(folder, $0))`?"] } ?? [])
    case EACCES, EPERM:
      return Diagnostic(
        .cannotRead, "there is no permission to read `\(path)`",
        help: ["ask its owner, or the owner of its folder, for the right to read"])
    default:
      return Diagnostic(
        .cannotRead, "`\(path)` can't be read: \(String(cString: strerror(number)))")
    }
  }

  /// The visible names in a folder, sorted.
  private static func names(in folder: String, limit: Int) -> [String] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var result: [String] = []
    while let entry = readdir(handle), result.count < 65_536 {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { result.append(name) }
    }
    return Array(result.sorted().prefix(limit))
  }
}

/// The parts of a path.
enum FilePath {
  /// The folder, without its last slash unless it is the root, and the name.
  static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return ("", path) }
    let name = String(path[path.index(after: slash)...])
    return (slash == path.startIndex ? "/" : String(path[..<slash]), name)
  }

  static func joined(_ folder: String, _ name: String) -> String {
    folder.isEmpty ? name : folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  /// What stands behind the last point of the name, in lower case; empty if nothing does.
  static func suffix(_ path: String) -> String {
    let name = split(path).name
    guard let point = name.lastIndex(of: "."), point != name.startIndex else { return "" }
    return name[name.index(after: point)...].lowercased()
  }
}
