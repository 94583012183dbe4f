internal import Glibc

/// Where the first record of a chunk in the midst of a file begins, and on which side of a quote the chunk does.
struct CSVChunkStart {
  let base: UnsafePointer<UInt8>
  let count: Int
  let quote: UInt8?
  let layout: CSVLayout

  /// How many records and bytes are looked at, at most.
  private static let records = 8
  private static let bytes = 1 << 16

  /// Whether a place stands within quotes, as the records behind it show: if it does, and only then, those that begin
  /// where such a cell would end are whole; `nil` if that doesn't tell. O(1)
  func isWithin(_ place: Int) -> Bool? {
    let end = min(count, place + CSVChunkStart.bytes)
    guard let quote, memchr(base + place, Int32(quote), end - place) != nil else { return false }
    let outside = wholeRecords(behind: place, isWithin: false, to: end)
    let within = wholeRecords(behind: place, isWithin: true, to: end)
    return outside == within ? nil : within > outside
  }

  /// How many of the records behind a place have as many cells as there are columns.
  private func wholeRecords(behind place: Int, isWithin: Bool, to end: Int) -> Int {
    guard let start = record(from: place, isWithin: isWithin, to: end) else { return 0 }
    var tokenizer = CSVTokenizer(
      base: base, count: end, from: start, delimiter: layout.delimiter, quote: quote)
    let expected = layout.width + (layout.hasTrailingDelimiter ? 1 : 0)
    var whole = 0
    var unused: UInt64 = 0
    for _ in 0..<CSVChunkStart.records {
      let outcome = tokenizer.next(&unused, limit: 0, origin: start)
      if outcome == .end { break }
      if outcome == .record, tokenizer.cellCount == expected { whole += 1 }
    }
    return whole
  }

  /// Where the first record begins at a place or behind it and before an end, given the side of a quote on which the place is.
  func record(from place: Int, isWithin: Bool, to end: Int) -> Int? {
    var isWithin = isWithin
    if !isWithin {
      if base[place - 1] == 0x0A { return place }
      if base[place - 1] == 0x0D { return base[place] == 0x0A ? place + 1 : place }
    }
    var i = place
    while i < end {
      let byte = base[i]
      i += 1
      if byte == quote {
        isWithin.toggle()
      } else if !isWithin, byte == 0x0A {
        return i
      } else if !isWithin, byte == 0x0D {
        return i < count && base[i] == 0x0A ? i + 1 : i
      }
    }
    return nil
  }
}
