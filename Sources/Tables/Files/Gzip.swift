internal import CZlib
package import Diagnostics
internal import Numerics

/// Bytes compressed with gzip (RFC 1952), of one member or several.
package enum Gzip {
  /// Whether bytes begin as gzip does, whatever their file is called.
  package static func begins(_ head: some Sequence<UInt8>) -> Bool {
    head.starts(with: [0x1F, 0x8B])
  }

  /// A gigabyte is unpacked without a question; beyond it, what comes out must not be more than
  /// `mostRatio` times what goes in: no table is that repetitive, and a file made to fill the memory is.
  private static let unquestioned = 1 << 30
  private static let mostRatio = 200

  /// The bytes as they were before they were packed.
  ///
  /// - Throws: ``Diagnostic/Code/malformedFile`` if they are cut off or damaged, saying how much was read;
  ///   ``Diagnostic/Code/tooLarge`` if they unpack to more than `budget`, or to suspiciously much.
  package static func unpacked(
    _ bytes: UnsafeRawBufferPointer, name: String, budget: MemoryBudget, progress: Progress
  ) throws(Diagnostic) -> [UInt8] {
    guard let state = ogive_gunzip_begin(bytes.baseAddress, bytes.count) else {
      throw Diagnostic(.tooLarge, "there is no memory to unpack `\(name)`")
    }
    defer { ogive_gunzip_end(state) }
    var result: [UInt8] = []
    // The last four bytes say the size of the last member; more than zlib can reach isn't believed.
    if bytes.count >= 18 {
      let said = Int(
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: bytes.count - 4, as: UInt32.self)))
      if said <= min(bytes.count * 20, unquestioned) { result.reserveCapacity(said + 1) }
    }
    var part = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      try Interrupt.poll("unpacking `\(name)`")
      var made = 0
      let status = part.withUnsafeMutableBytes {
        ogive_gunzip_next(state, $0.baseAddress, $0.count, &made)
      }
      let total = result.count + made
      let taken = ogive_gunzip_taken(state)
      if total > budget.bytes {
        throw budget.exceeded(
          "`\(name)`", details: ["it unpacks from \(ByteText.of(bytes.count)) to more than that"])
      }
      if total > unquestioned, total / max(1, taken) > mostRatio {
        throw Diagnostic(
          .tooLarge,
          "`\(name)` unpacks to more than \(mostRatio) times its size; it isn't read any further",
          details: ["\(ByteText.of(taken)) of it gave \(ByteText.of(total))"],
          help: ["if it is what it should be, unpack it first: `gunzip -k`"])
      }
      result.append(contentsOf: part[..<made])
      progress.reach(taken)
      switch Int(status) {
      case OGIVE_ZLIB_MORE: continue
      case OGIVE_ZLIB_END: return result
      case OGIVE_ZLIB_CUT:
        throw Diagnostic(
          .malformedFile,
          "`\(name)` is cut off: its \(ByteText.of(bytes.count)) end in the middle of the compressed data",
          details: ["\(ByteText.of(result.count)) could be unpacked; nothing was loaded"],
          help: ["copy or download it again; `gzip -t` tests whether it is whole"])
      case OGIVE_ZLIB_NO_MEMORY:
        throw Diagnostic(.tooLarge, "there is no memory to unpack `\(name)`")
      default:
        throw Diagnostic(
          .malformedFile, "`\(name)` is damaged: its compressed data or their checksum are wrong",
          details: ["\(ByteText.of(result.count)) could be unpacked, up to byte \(taken) of it"],
          help: ["copy or download it again; `gzip -t` tests whether it is whole"])
      }
    }
  }

  /// The bytes packed as one member, without a name and a time: the same bytes give the same file.
  package static func packed(_ bytes: [UInt8]) throws(Diagnostic) -> [UInt8] {
    guard let state = ogive_gzip_begin(6) else {
      throw Diagnostic(.cannotWrite, "there is no memory to compress")
    }
    defer { ogive_gzip_end(state) }
    var result: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 18)
    var start = 0
    repeat {
      try Interrupt.poll("compressing")
      let end = min(bytes.count, start + (1 << 22))
      let isLast = end == bytes.count
      var isGiven = false
      var status = 0
      var made = 0
      // Each slice of four megabytes is taken whole before the next.
      let slice = Array(bytes[start..<end])
      slice.withUnsafeBytes { source in
        repeat {
          // zlib wants an address even for nothing.
          status = part.withUnsafeMutableBytes { target in
            Int(
              ogive_gzip_next(
                state, isGiven ? nil : source.baseAddress ?? UnsafeRawPointer(target.baseAddress),
                source.count, isLast ? 1 : 0, target.baseAddress, target.count, &made))
          }
          isGiven = true
          result.append(contentsOf: part[..<made])
        } while status == OGIVE_ZLIB_MORE && made == part.count
      }
      if status == OGIVE_ZLIB_DAMAGED { throw Diagnostic(.cannotWrite, "it can't be compressed") }
      start = end
    } while start < bytes.count
    return result
  }
}
