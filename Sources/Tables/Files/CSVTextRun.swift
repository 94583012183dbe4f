internal import CFiles
internal import Glibc

/// Texts of rows that stay where they lie in the file: of a column whose texts are nearly all different, where a look for
/// each among those met before would find next to nothing. ``CSVMentions`` gives them their codes.
///
/// 16 bytes a row. A class, because the chunk that fills it and the column that empties it share it; it has one owner at
/// a time.
final class CSVTextRun {
  /// For each row where its text begins, counted from `base` (38 bits), its length once unescaped (25 bits), and in the
  /// highest bit whether it is escaped; ``none`` where there is no text.
  private var places: UnsafeMutablePointer<UInt64>
  private(set) var count = 0
  private var capacity: Int
  /// What each row with a text hashes to, and the row in the lower half; after ``partition()`` in the order of the
  /// hashes' highest byte, those with the same one in the order of the rows.
  private var entries: UnsafeMutablePointer<UInt64>
  private var entryCount = 0
  /// Where the entries begin whose hashes have each highest byte, and at last where the last of them end.
  private var bounds: [Int] = []
  private let base: UnsafePointer<UInt8>
  private let file: CSVPages

  fileprivate static let none = UInt64.max
  static let partitions = 256
  fileprivate static let placeBits: UInt64 = 38
  fileprivate static let escaped: UInt64 = 1 << 63

  /// - Parameters:
  ///   - base: a place of the file before the first text, less than 2^38 bytes before the last.
  ///   - rows: how many rows to expect.
  init(base: UnsafePointer<UInt8>, _ file: CSVPages, rows: Int) {
    (self.base, self.file, capacity) = (base, file, max(1024, rows))
    places = .allocate(capacity: capacity)
    entries = .allocate(capacity: capacity)
  }

  deinit {
    places.deallocate()
    entries.deallocate()
  }

  /// Takes rows, each by one call of the writer.
  @inline(__always)
  func append(_ rows: Int, _ write: (inout Writer) -> Void) {
    if count + rows > capacity {
      capacity = max(2 * capacity, count + rows)
      places = CSVTextRun.moved(places, count, capacity)
      entries = CSVTextRun.moved(entries, entryCount, capacity)
    }
    var writer = Writer(places: places, entries: entries + entryCount, base: base, row: count)
    write(&writer)
    (count, entryCount) = (writer.row, writer.entries - entries)
  }

  private static func moved(
    _ old: UnsafeMutablePointer<UInt64>, _ count: Int, _ capacity: Int
  ) -> UnsafeMutablePointer<UInt64> {
    let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
    larger.update(from: old, count: count)
    old.deallocate()
    return larger
  }

  struct Writer {
    fileprivate let places: UnsafeMutablePointer<UInt64>
    fileprivate var entries: UnsafeMutablePointer<UInt64>
    fileprivate let base: UnsafePointer<UInt8>
    fileprivate var row: Int

    /// A row's text.
    ///
    /// - Parameters:
    ///   - p: where it begins in the file.
    ///   - n: its length, unescaped.
    @inline(__always)
    mutating func add(_ p: UnsafePointer<UInt8>, _ n: Int, isEscaped: Bool, hash: UInt32) {
      entries.pointee = UInt64(hash) &<< 32 | UInt64(truncatingIfNeeded: row)
      entries += 1
      places[row] =
        UInt64(truncatingIfNeeded: p - base)
        | UInt64(truncatingIfNeeded: n) &<< CSVTextRun.placeBits
        | (isEscaped ? CSVTextRun.escaped : 0)
      row &+= 1
    }

    @inline(__always)
    mutating func addNone() {
      places[row] = CSVTextRun.none
      row &+= 1
    }
  }

  // MARK: Partitions

  /// Brings the entries into the order of their hashes' highest bytes. O(rows)
  func partition() {
    bounds = [Int](repeating: 0, count: CSVTextRun.partitions + 1)
    let sorted = UnsafeMutablePointer<UInt64>.allocate(capacity: max(1, entryCount))
    bounds.withUnsafeMutableBufferPointer { bounds in
      for place in 0..<entryCount {
        bounds[Int(truncatingIfNeeded: entries[place] &>> 56) &+ 1] &+= 1
      }
      for part in 0..<CSVTextRun.partitions { bounds[part + 1] += bounds[part] }
      // Each bound goes up to the one behind it.
      for place in 0..<entryCount {
        let part = Int(truncatingIfNeeded: entries[place] &>> 56)
        sorted[bounds[part]] = entries[place]
        bounds[part] &+= 1
      }
    }
    bounds.insert(0, at: 0)
    bounds.removeLast()
    entries.deallocate()
    entries = sorted
  }

  /// The entries of one partition.
  func entries(of partition: Int) -> UnsafeBufferPointer<UInt64> {
    guard partition + 1 < bounds.count else { return UnsafeBufferPointer(start: nil, count: 0) }
    return UnsafeBufferPointer(
      start: entries + bounds[partition], count: bounds[partition + 1] - bounds[partition])
  }

  func forgetEntries() {
    entries.deallocate()
    entries = .allocate(capacity: 1)
    (entryCount, bounds) = (0, [])
  }

  // MARK: Texts

  /// What its texts may be quoted with.
  var quote: UInt8? { file.quote }

  var texts: Texts {
    Texts(places: places, count: count, base: base, end: file.base + file.count)
  }

  /// Gives the file's pages back, once all texts were copied.
  func releasePages() {
    let texts = self.texts
    guard let last = (0..<count).last(where: texts.hasText) else { return }
    let start = base - file.base
    file.release(start..<(start + (texts.source(last) - base) + texts.length(last)))
  }
}

extension CSVTextRun {
  /// The texts of a run's rows, as long as the run is there: without a reference to it, which threads would count.
  struct Texts {
    fileprivate let places: UnsafePointer<UInt64>
    let count: Int
    fileprivate let base: UnsafePointer<UInt8>
    /// The end of the file.
    fileprivate let end: UnsafePointer<UInt8>

    @inline(__always) func hasText(_ row: Int) -> Bool { places[row] != CSVTextRun.none }

    @inline(__always)
    func length(_ row: Int) -> Int {
      let place = places[row]
      return place == CSVTextRun.none
        ? 0 : Int(truncatingIfNeeded: (place & ~CSVTextRun.escaped) &>> CSVTextRun.placeBits)
    }

    private func isEscaped(_ row: Int) -> Bool { places[row] & CSVTextRun.escaped != 0 }

    @inline(__always)
    fileprivate func source(_ row: Int) -> UnsafePointer<UInt8> {
      base + Int(truncatingIfNeeded: places[row] & (1 &<< CSVTextRun.placeBits &- 1))
    }

    /// Fetches the place of a row, or the bytes at its place, into the cache.
    @inline(__always) func prefetchPlace(_ row: Int) { ogive_prefetch(places + row) }
    @inline(__always) func prefetchText(_ row: Int) { ogive_prefetch(source(row)) }

    /// Writes the text of a row, as many bytes as its length says.
    func copy(_ row: Int, to target: UnsafeMutablePointer<UInt8>) {
      let n = length(row)
      let p = source(row)
      if !isEscaped(row) {
        memcpy(target, p, n)
      } else {
        // The file may have changed meanwhile, which is told later; nothing is read behind its end.
        let made = CSVCell.unescape(p, min(2 * n, end - p), into: target, room: n)
        memset(target + made, 0, n - made)
      }
    }

    /// Whether a row's text is that of a row of another run. Texts that are both escaped are compared as they stand there.
    func isSame(_ row: Int, _ other: Texts, _ otherRow: Int) -> Bool {
      let n = length(row)
      if n != other.length(otherRow) { return false }
      let (p, q) = (source(row), other.source(otherRow))
      switch (isEscaped(row), other.isEscaped(otherRow)) {
      case (false, false): return memcmp(p, q, n) == 0
      case (true, false): return isSame(row, (q, n))
      case (false, true): return other.isSame(otherRow, (p, n))
      case (true, true):
        if memcmp(p, q, n) != 0 { return false }
        // Each pair of quotes makes what stands there longer by one.
        var seen = n
        while true {
          let whole = n + ogive_count_of(p, seen, p[-1]) / 2
          if whole <= seen { return true }
          if whole > end - p || whole > end - q { return false }
          if memcmp(p + seen, q + seen, whole - seen) != 0 { return false }
          seen = whole
        }
      }
    }

    func isSame(_ row: Int, _ text: (start: UnsafePointer<UInt8>, count: Int)) -> Bool {
      let n = length(row)
      if n != text.count { return false }
      if !isEscaped(row) { return memcmp(source(row), text.start, n) == 0 }
      return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: n + 1) { room in
        guard let unescaped = room.baseAddress else { return false }
        copy(row, to: unescaped)
        return memcmp(unescaped, text.start, n) == 0
      }
    }
  }
}

/// A file's bytes in memory.
struct CSVPages {
  let base: UnsafePointer<UInt8>
  let count: Int
  /// Whether they are the file's own pages.
  let isMapped: Bool
  /// What cells may be quoted with; `nil` if no cell is.
  let quote: UInt8?

  /// Maps pages of a mapped file that will be read, all at once rather than some at each fault.
  func fetch(_ range: Range<Int>) {
    guard isMapped, !range.isEmpty else { return }
    let page = 4096
    let first = range.lowerBound / page * page
    let populateForReading: Int32 = 22  // Linux 5.14; others say that they don't know it.
    madvise(
      UnsafeMutableRawPointer(mutating: base + first), range.upperBound - first, populateForReading)
  }

  /// Gives pages of a mapped file back that were read; they come again if they are touched again.
  func release(_ range: Range<Int>) {
    guard isMapped else { return }
    let page = 4096
    // The base is a page's first byte.
    let first = (range.lowerBound + page - 1) / page * page
    let last = range.upperBound / page * page
    if first < last {
      madvise(UnsafeMutableRawPointer(mutating: base + first), last - first, MADV_DONTNEED)
    }
  }
}

extension CSVCell {
  /// Writes a quoted cell's text with one quote for each two, and gives its length.
  ///
  /// - Parameters:
  ///   - p: the text behind the opening quote.
  ///   - n: how many bytes of it to read.
  ///   - room: how many bytes to write at most.
  static func unescape(
    _ p: UnsafePointer<UInt8>, _ n: Int, into target: UnsafeMutablePointer<UInt8>, room: Int
  ) -> Int {
    ogive_unescape(p, n, p[-1], target, room)
  }
}
