internal import CFiles
internal import Glibc
internal import Numerics

extension TextList {
  /// The texts without repeats, in the order of their first appearance, and for each of these texts its code there.
  /// Texts that are canonically equivalent are one, as `==` says.
  ///
  /// Equal texts have equal hashes, so those whose hashes begin alike are looked through by themselves, on whatever
  /// thread: the first of equal ones stands for all. The outcome depends on the texts alone. 12 bytes a text meanwhile.
  /// - Complexity: O(bytes)
  package func coded() -> (codes: [Int32], distinct: TextList) {
    var hasRepeats = false
    var codes: [Int32] = made(count) { target in hasRepeats = TextCoding(self).code(into: target) }
    var distinct = hasRepeats ? firsts(&codes) : self
    if let (merged, places) = distinct.canonical() {
      distinct = merged
      for place in codes.indices { codes[place] = places[Int(codes[place])] }
    }
    return (codes, distinct)
  }

  /// The texts whose code is their own place; the codes become places among these.
  private func firsts(_ codes: inout [Int32]) -> TextList {
    let grain = 1 << 15
    nonisolated(unsafe) let places = UnsafeMutablePointer<Int32>.allocate(capacity: count)
    defer { places.deallocate() }
    // How many texts come first in each part, and their bytes; then what is before each part.
    let parts = (count + grain - 1) / grain
    let old = codes
    var sizes = made(parts) { (sizes: UnsafeMutablePointer<(texts: Int, bytes: Int)>) in
      nonisolated(unsafe) let sizes = sizes
      Parallel.wholly(count: count, grain: grain) { range in
        var size = (texts: 0, bytes: 0)
        for place in range where Int(old[place]) == place {
          places[place] = Int32(truncatingIfNeeded: size.texts)
          size = (size.texts + 1, size.bytes + starts[place + 1] - starts[place])
        }
        sizes[range.lowerBound / grain] = size
      }
    }
    var all = (texts: 0, bytes: 0)
    for part in sizes.indices {
      let size = sizes[part]
      sizes[part] = all
      all = (all.texts + size.texts, all.bytes + size.bytes)
    }
    let (before, total) = (sizes, all)
    var ends: [Int] = []
    let kept: [UInt8] = made(total.bytes) { target in
      nonisolated(unsafe) let target = target
      ends = made(total.texts + 1) { ends in
        nonisolated(unsafe) let ends = ends
        Parallel.wholly(count: count, grain: grain) { range in
          let (firstText, firstByte) = before[range.lowerBound / grain]
          var byte = firstByte
          bytes.withUnsafeBufferPointer { bytes in
            for place in range where Int(old[place]) == place {
              let n = starts[place + 1] - starts[place]
              if n > 0, let base = bytes.baseAddress {
                memcpy(target + byte, base + starts[place], n)
              }
              places[place] += Int32(truncatingIfNeeded: firstText)
              ends[Int(places[place])] = byte
              byte += n
            }
          }
        }
        ends[total.texts] = total.bytes
      }
    }
    codes = made(count) { for place in $1 { $0[place] = places[Int(old[place])] } }
    return TextList(bytes: kept, starts: ends)
  }

  /// Texts without repeats with those as one that differ in bytes only, being canonically equivalent, and the new place of
  /// each; `nil` if there are none. O(bytes)
  func canonical() -> (texts: TextList, places: [Int32])? {
    if UTF8Check.isSurelyComposed(bytes) { return nil }
    var places: [String: Int32] = [:]
    var kept: [String] = []
    let recoded = map { text -> Int32 in
      if let place = places[text] { return place }
      let place = Int32(truncatingIfNeeded: kept.count)
      places[text] = place
      kept.append(text)
      return place
    }
    return kept.count == count ? nil : (TextList(kept), recoded)
  }
}

/// Finds for each text of a list the first one that is the same.
private struct TextCoding: @unchecked Sendable {
  private let texts: TextList
  private let count: Int
  /// As many as leave the table of one partition in a cache; a power of two.
  private let partitions: Int
  /// The lowest bit of a hash that says the partition.
  private var shift: UInt64 { UInt64(64 - partitions.trailingZeroBitCount) }

  private static let grain = 1 << 16

  init(_ texts: TextList) {
    (self.texts, count) = (texts, texts.count)
    var partitions = 1
    while partitions < 1024, count >> 14 > partitions { partitions *= 2 }
    self.partitions = partitions
  }

  /// Writes for each text the place of the first one that is the same; whether any is repeated.
  func code(into firsts: UnsafeMutablePointer<Int32>) -> Bool {
    nonisolated(unsafe) let firsts = firsts
    let entries = UnsafeMutablePointer<UInt64>.allocate(capacity: max(1, count))
    preferLargePages(entries, count)
    defer { entries.deallocate() }
    let bounds = fill(entries, firsts)
    nonisolated(unsafe) let ordered = entries
    let repeats: [Bool] = made(partitions) { repeats in
      nonisolated(unsafe) let repeats = repeats
      Parallel.wholly(count: partitions, grain: max(1, partitions / 16)) { range in
        var table = Slots()
        for partition in range {
          let own = bounds[partition]..<bounds[partition + 1]
          repeats[partition] = find(
            UnsafeBufferPointer(start: ordered + own.lowerBound, count: own.count), &table, firsts)
        }
      }
    }
    return repeats.contains(true)
  }

  /// Makes an entry of each text, the higher half of its hash above its place, in the order of the partitions, and
  /// within them of the places; where each partition begins, and where the last ends.
  private func fill(
    _ entries: UnsafeMutablePointer<UInt64>, _ hashes: UnsafeMutablePointer<Int32>
  ) -> [Int] {
    nonisolated(unsafe) let (entries, hashes) = (entries, hashes)
    let parts = (count + TextCoding.grain - 1) / TextCoding.grain
    let partitions = self.partitions
    let shift = self.shift &- 32
    // How many entries of each part each partition has; then where they go.
    var places: [Int] = made(parts * partitions) { sizes in
      sizes.update(repeating: 0, count: parts * partitions)
      nonisolated(unsafe) let sizes = sizes
      Parallel.wholly(count: count, grain: TextCoding.grain) { range in
        let own = sizes + range.lowerBound / TextCoding.grain * partitions
        withBytes { base, end, starts in
          for place in range {
            let start = starts[place]
            let hash =
              TextHash.of(base + start, starts[place &+ 1] &- start, before: end) &>> 32
            hashes[place] = Int32(truncatingIfNeeded: hash)
            own[Int(truncatingIfNeeded: hash &>> shift)] &+= 1
          }
        }
      }
    }
    var bounds = [0]
    var next = 0
    for partition in 0..<partitions {
      for part in 0..<parts {
        let size = places[part * partitions + partition]
        places[part * partitions + partition] = next
        next += size
      }
      bounds.append(next)
    }
    places.withUnsafeMutableBufferPointer { places in
      guard let places = places.baseAddress else { return }
      nonisolated(unsafe) let all = places
      Parallel.wholly(count: count, grain: TextCoding.grain) { range in
        let own = all + range.lowerBound / TextCoding.grain * partitions
        for place in range {
          let hash = UInt64(UInt32(bitPattern: hashes[place]))
          let partition = Int(truncatingIfNeeded: hash &>> shift)
          entries[own[partition]] = hash &<< 32 | UInt64(truncatingIfNeeded: place)
          own[partition] &+= 1
        }
      }
    }
    return bounds
  }

  private func withBytes(
    _ body: (UnsafePointer<UInt8>, UnsafePointer<UInt8>, UnsafePointer<Int>) -> Void
  ) {
    texts.bytes.withUnsafeBufferPointer { bytes in
      texts.starts.withUnsafeBufferPointer { starts in
        guard let starts = starts.baseAddress else { return }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1) { none in
          // Texts that are all empty have no bytes.
          guard let base = bytes.baseAddress ?? none.baseAddress.map({ UnsafePointer($0) }) else {
            return
          }
          body(base, base + bytes.count, starts)
        }
      }
    }
  }

  // MARK: One partition

  /// An open table of hashes and places, used again and again.
  private struct Slots: ~Copyable {
    private(set) var slots = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
    private(set) var mask = -1
    private var capacity = 1

    /// Empties it, with room for so many.
    mutating func prepare(_ count: Int) {
      var size = 64
      while size < count * 2 { size *= 2 }
      if size > capacity {
        slots.deallocate()
        slots = .allocate(capacity: size)
        capacity = size
      }
      slots.update(repeating: 0, count: size)
      mask = size - 1
    }

    /// The place of the text that a slot has.
    @inline(__always)
    static func place(_ slot: UInt64) -> Int { Int(truncatingIfNeeded: slot & 0xFFFF_FFFF) &- 1 }

    deinit { slots.deallocate() }
  }

  /// A text with the hash of one before, and the slot that has that one.
  private struct Likely {
    var place: Int32
    var slot: Int32
  }

  /// Finds the first of equal texts for those of one partition; whether any is repeated.
  private func find(
    _ entries: UnsafeBufferPointer<UInt64>, _ table: inout Slots,
    _ firsts: UnsafeMutablePointer<Int32>
  ) -> Bool {
    table.prepare(entries.count)
    let (slots, mask) = (table.slots, table.mask)
    var likely: [Likely] = []
    for entry in entries {
      let place = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF)
      let hash = entry &>> 32
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot] != 0, slots[slot] &>> 32 != hash { slot = (slot &+ 1) & mask }
      if slots[slot] == 0 {
        // The place and one more, for 0 is a free slot.
        slots[slot] = hash &<< 32 | UInt64(truncatingIfNeeded: place &+ 1)
        firsts[place] = Int32(truncatingIfNeeded: place)
      } else {
        likely.append(
          Likely(
            place: Int32(truncatingIfNeeded: place), slot: Int32(truncatingIfNeeded: slot)))
      }
    }
    if likely.isEmpty { return false }
    var hasRepeats = false
    // Their bytes lie anywhere: those of many are fetched at once.
    withBytes { base, _, starts in
      for i in likely.indices {
        if i + 32 < likely.count {
          ogive_prefetch(starts + Int(likely[i + 32].place))
          ogive_prefetch(starts + Slots.place(slots[Int(likely[i + 32].slot)]))
        }
        if i + 16 < likely.count {
          ogive_prefetch(base + starts[Int(likely[i + 16].place)])
          ogive_prefetch(base + starts[Slots.place(slots[Int(likely[i + 16].slot)])])
        }
        let place = Int(likely[i].place)
        let slot = Int(likely[i].slot)
        let hash = slots[slot] &>> 32
        // Seldom another text has the hash by chance: then the slots behind are looked through.
        var next = slot
        while slots[next] != 0 {
          let other = Slots.place(slots[next])
          if slots[next] &>> 32 == hash, TextCoding.isSame(place, other, base, starts) { break }
          next = (next &+ 1) & mask
        }
        if slots[next] == 0 {
          slots[next] = hash &<< 32 | UInt64(truncatingIfNeeded: place &+ 1)
        } else {
          hasRepeats = true
        }
        firsts[place] = Int32(truncatingIfNeeded: Slots.place(slots[next]))
      }
    }
    return hasRepeats
  }

  @inline(__always)
  private static func isSame(
    _ a: Int, _ b: Int, _ base: UnsafePointer<UInt8>, _ starts: UnsafePointer<Int>
  ) -> Bool {
    let n = starts[a &+ 1] &- starts[a]
    return n == starts[b &+ 1] &- starts[b] && memcmp(base + starts[a], base + starts[b], n) == 0
  }
}
