import Diagnostics
import Tables

/// Unpacks an input, and packs it: what was packed unpacks to the same, whole, cut off and damaged.
func checkGzip(_ input: UnsafeBufferPointer<UInt8>) {
  let file = Array(input)
  if let bytes = unpacked(file) {
    expect(bytes.count <= budget.bytes, "no more than the budget, not \(bytes.count) bytes")
  }

  let packed: [UInt8]
  do throws(Diagnostic) { packed = try Gzip.packed(file) } catch {
    return expect(false, "bytes that can be packed, not \(error)")
  }
  expect(unpacked(packed) == file, "the bytes that were packed")
  expect(unpacked(packed + packed) == file + file, "the bytes of two members")
  guard let first = file.first, let last = file.last else { return }
  let place = (Int(first) << 8 | Int(last)) % packed.count
  expect(unpacked(Array(packed.prefix(place))) == nil || place == 0, "an error for a file cut off")
  // The checksum is over the bytes, not over the header with its time and system.
  if place >= 10 {
    var damaged = packed
    damaged[place] ^= 1 << (first % 8)
    let bytes = unpacked(damaged)
    expect(bytes == nil || bytes == file, "an error for damage at byte \(place)")
  }
}

private let budget = MemoryBudget(bytes: 1 << 26)

private func unpacked(_ bytes: [UInt8]) -> [UInt8]? {
  bytes.withUnsafeBytes { bytes in
    do throws(Diagnostic) {
      return try Gzip.unpacked(
        bytes, name: "case.gz", budget: budget, progress: Progress("case.gz", total: 0))
    } catch {
      expect([.malformedFile, .tooLarge].contains(error.code), "a reader's error, not \(error)")
      return nil
    }
  }
}
