internal import Glibc

extension Figure {
  /// The bytes of a picture file.
  ///
  /// - Throws: as ``Gnuplot/draw(_:_:)``.
  public func picture(
    _ format: PictureFormat, with gnuplot: Gnuplot = .standard
  ) throws(PlotError) -> [UInt8] {
    try gnuplot.draw(self, format.terminal)
  }

  /// Writes a picture file, all or nothing: it is drawn elsewhere, written beside its place and
  /// moved there.
  ///
  /// - Parameters:
  ///   - path: as the user gave it; gnuplot never sees it.
  ///   - format: by the path's extension if left out.
  /// - Throws: `unknownFormat`, `cannotWrite`, and what ``picture(_:with:)`` throws. The old file is kept then.
  public func write(
    to path: String, format: PictureFormat? = nil, with gnuplot: Gnuplot = .standard
  ) throws(PlotError) {
    let format = if let format { format } else { try PictureFormat(path: path) }
    if path.utf8.contains(0) { throw PlotError(.cannotWrite, "a file name can't hold a zero byte") }
    var facts = stat()
    if stat(path, &facts) == 0, facts.st_mode & S_IFMT != S_IFREG {
      throw PlotError(.cannotWrite, "\(path) is there and is no plain file")
    }
    let bytes = try picture(format, with: gnuplot)
    try AtomicFile.write(bytes, to: path)
  }
}

/// A file that is there whole or not at all.
private enum AtomicFile {
  static func write(_ bytes: [UInt8], to path: String) throws(PlotError) {
    // A link is followed: what it points at is replaced, not the link.
    var target = path
    if let real = realpath(path, nil) {
      target = String(cString: real)
      free(real)
    }
    let slash = target.lastIndex(of: "/")
    let folder = slash.map { String(target[...$0]) } ?? "./"
    var template = Array((folder + ".ogive-XXXXXX").utf8CString)
    let file = mkstemp(&template)
    let made = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    if file < 0 { throw failed(path, errno) }
    var reason: Int32 = 0
    var offset = 0
    bytes.withUnsafeBytes { buffer in
      while offset < buffer.count, let base = buffer.baseAddress {
        let count = Glibc.write(file, base + offset, buffer.count - offset)
        if count < 0, errno == EINTR { continue }
        if count <= 0 {
          reason = count == 0 ? ENOSPC : errno
          return
        }
        offset += count
      }
    }
    // The rights that a new file would have, or those of the file that is replaced.
    var facts = stat()
    let mask = umask(0)
    umask(mask)
    let mode = stat(target, &facts) == 0 ? facts.st_mode & 0o777 : 0o666 & ~mask
    if reason == 0, fchmod(file, mode) != 0 { reason = errno }
    if reason == 0, fsync(file) != 0, errno != EINVAL, errno != ENOTSUP { reason = errno }
    if close(file) != 0, reason == 0 { reason = errno }
    if reason == 0, rename(made, target) != 0 { reason = errno }
    if reason != 0 {
      unlink(made)
      throw failed(path, reason)
    }
  }

  private static func failed(_ path: String, _ reason: Int32) -> PlotError {
    let help: String? =
      switch reason {
      case ENOENT: "the directory must be there first"
      case ENOSPC: "make room on that disk; the old file, if there was one, is untouched"
      default: nil
      }
    return PlotError(
      .cannotWrite, "\(path) can't be written: \(String(cString: strerror(reason)))", help: help)
  }
}
