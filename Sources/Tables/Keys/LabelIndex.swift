internal import CFingerprint
internal import Numerics

/// Finds the place of a label in a list of different ones.
struct LabelIndex: Sendable {
  private let labels: TextList
  private let hashes: [UInt64]
  /// Places, each from where its hash points to on; -1 where there is none.
  private let slots: [Int32]

  /// - Complexity: O(bytes)
  init(_ labels: TextList) {
    self.labels = labels
    let hashes = LabelIndex.hashes(labels)
    var size = 16
    while size < 2 * labels.count { size *= 2 }
    var slots = [Int32](repeating: -1, count: size)
    slots.withUnsafeMutableBufferPointer { slots in
      for (place, hash) in hashes.enumerated() {
        var slot = Int(truncatingIfNeeded: hash) & (size - 1)
        while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
        slots[slot] = Int32(truncatingIfNeeded: place)
      }
    }
    (self.hashes, self.slots) = (hashes, slots)
  }

  /// For each of some labels its place here; -1 if it isn't here.
  ///
  /// - Complexity: O(bytes) on average.
  func places(of wanted: TextList) -> [Int32] {
    let wantedHashes = LabelIndex.hashes(wanted)
    return made(wanted.count) { target in
      nonisolated(unsafe) let target = target
      Parallel.wholly(count: wanted.count, grain: 1 << 14) { part in
        for place in part { target[place] = find(wantedHashes[place], place, wanted) }
      }
    }
  }

  private func find(_ hash: UInt64, _ place: Int, _ wanted: TextList) -> Int32 {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let own = Int(slots[slot])
      if hashes[own] == hash, labels.isEqual(own, to: wanted, place) { return slots[slot] }
      slot = (slot + 1) & (slots.count - 1)
    }
    return -1
  }

  private static func hashes(_ labels: TextList) -> [UInt64] {
    made(labels.count) { (target: UnsafeMutablePointer<UInt64>) in
      nonisolated(unsafe) let target = target
      Parallel.wholly(count: labels.count, grain: 1 << 14) { part in
        labels.bytes.withUnsafeBytes { bytes in
          for place in part {
            let start = labels.starts[place]
            let length = labels.starts[place + 1] - start
            target[place] = ogive_fingerprint_of(bytes.baseAddress.map { $0 + start }, length).low
          }
        }
      }
    }
  }
}

extension TextList {
  /// Whether a text equals one of another list.
  fileprivate func isEqual(_ place: Int, to other: TextList, _ otherPlace: Int) -> Bool {
    let (start, otherStart) = (starts[place], other.starts[otherPlace])
    let length = starts[place + 1] - start
    guard other.starts[otherPlace + 1] - otherStart == length else { return false }
    for i in 0..<length where bytes[start + i] != other.bytes[otherStart + i] { return false }
    return true
  }
}
