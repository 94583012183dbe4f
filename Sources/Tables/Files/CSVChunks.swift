internal import CFiles
internal import Diagnostics
internal import Numerics
internal import Synchronization

/// A file cut into chunks that threads read side by side.
///
/// Where the record of a chunk begins depends on all the quotes before it. Their number says whether the chunk begins
/// within quotes, which is right unless quotes stand within cells as plain characters; so each chunk also says where its
/// last record ended, and if that isn't where the next one began, all are read again one after the other. The outcome is
/// the same for any number of threads, and for one chunk.
struct CSVChunks {
  let base: UnsafePointer<UInt8>
  let count: Int
  /// Whether some byte is NUL or not of UTF-8.
  private(set) var isSuspicious = false
  private(set) var fingerprint = ""
  /// Where chunks begin, as far as whole chunks go; the first begins where the rows do.
  private var bounds: [Int] = []
  /// How many quotes stand before each bound.
  private var quotesBefore: [Int] = []
  private let quote: UInt8?
  private let isMapped: Bool

  /// Looks at all bytes once: O(bytes), on all processors if they are many.
  init(
    _ bytes: borrowing FileBytes, start: Int, quote: UInt8?, chunkBytes: Int
  ) throws(Interrupted) {
    let base = UnsafePointer(bytes.base)
    let count = bytes.count
    (self.base, self.count, self.quote, isMapped) = (base, count, quote, bytes.isMapped)
    bounds = Array(stride(from: start, to: max(start + 1, count), by: chunkBytes))
    let ends = bounds.dropFirst() + [count]
    let ranges = zip(bounds, ends).map { $0..<$1 }
    // The first task is the fingerprint of all bytes, which can't be had in parts.
    let whole = UnsafeRawBufferPointer(start: base, count: count)
    nonisolated(unsafe) let file = whole
    nonisolated(unsafe) let first = base
    let found = try Parallel.map(
      count: ranges.count + 1, threads: ranges.count == 1 ? 1 : Parallel.threads
    ) { task -> Survey in
      if task == 0 { return Survey(fingerprint: Fingerprint.of(file)) }
      return Survey(
        first, ranges[task - 1], quote: quote, count: count, isFirst: task == 1)
    }
    var quotes = 0
    for survey in found {
      if let print = survey.fingerprint {
        fingerprint = print
        continue
      }
      quotesBefore.append(quotes)
      quotes += survey.quotes
      isSuspicious = isSuspicious || survey.isSuspicious
    }
  }

  private struct Survey: Sendable {
    var fingerprint: String?
    var quotes = 0
    var isSuspicious = false

    init(fingerprint: String) { self.fingerprint = fingerprint }

    init(
      _ base: UnsafePointer<UInt8>, _ range: Range<Int>, quote: UInt8?, count: Int, isFirst: Bool
    ) {
      let survey = ogive_survey_of(base + range.lowerBound, range.count, quote ?? 0)
      quotes = quote == nil ? 0 : Int(survey.quotes)
      isSuspicious = survey.has_nul
      // A character may go over the bounds: it belongs to the chunk in which it begins. The next chunk leaves out what
      // looks like the end of one.
      var (from, to) = (range.lowerBound, range.upperBound)
      guard survey.has_high || (to < count && base[to] & 0xC0 == 0x80), !isSuspicious else {
        return
      }
      if !isFirst {
        while from < range.lowerBound + 3, from < to, base[from] & 0xC0 == 0x80 { from += 1 }
      }
      while to < min(count, range.upperBound + 3), base[to] & 0xC0 == 0x80 { to += 1 }
      isSuspicious = UTF8Check.firstInvalid(base, from..<to) != nil
    }
  }

  /// What one chunk gave. It goes from the thread that read it to the one that joins, and has one owner at a time.
  struct Outcome: @unchecked Sendable {
    var builders: [CSVColumnBuilder] = []
    var counts = CSVScan.Counts()
    var bad = CSVBadRows(limit: 0)
  }

  /// Reads all chunks.
  ///
  /// - Parameters:
  ///   - limit: how many bad rows to keep.
  ///   - active: the columns to be collected.
  ///   - progress: is told of each chunk that was read.
  ///   - builder: makes the builder of a column of a chunk, given the interner to be used.
  func read(
    _ scan: CSVScan, limit: Int, active: [Int], progress: Progress? = nil,
    builder: @escaping @Sendable (_ chunk: Int, _ column: Int, TextInterner) -> CSVColumnBuilder
  ) throws(Interrupted) -> [Outcome] {
    // Wide files have few records in a chunk and builders for each column: fewer and larger chunks then.
    let group = max(1, scan.layout.width / 1024)
    let places = stride(from: 0, to: bounds.count, by: group).map { $0 }
    let (dataStart, dataEnd) = (scan.layout.dataStart, scan.layout.dataEnd)
    let starts = places.map { chunk in
      chunk == 0 || bounds[chunk] <= dataStart
        ? dataStart : min(max(dataStart, recordStart(chunk: chunk)), dataEnd)
    }
    let ends = (places.dropFirst().map { bounds[$0] } + [count]).map { min($0, dataEnd) }
    let width = scan.layout.width
    let pool = Pool(width)
    nonisolated(unsafe) let scanning = scan
    nonisolated(unsafe) let pages = CSVPages(base: base, count: count, isMapped: isMapped)
    let one: @Sendable (Int, Int, Worker) throws(Interrupted) -> Outcome = {
      (chunk, start, worker) throws(Interrupted) in
      var outcome = Outcome()
      outcome.builders = (0..<width).map { builder(chunk, $0, worker.interners[$0]) }
      for builder in outcome.builders { builder.file = pages }
      outcome.bad.limit = limit
      outcome.counts = try scanning.run(
        start..<max(start, ends[chunk]), outcome.builders, active: active, bad: &outcome.bad)
      for column in active { outcome.builders[column].seal() }
      progress?.add(bytes: max(0, outcome.counts.end - start), rows: outcome.counts.rows)
      pages.release(start..<max(start, outcome.counts.end))
      return outcome
    }
    if places.count == 1 { return [try one(0, starts[0], Worker(width))] }

    let outcomes = try Parallel.map(count: places.count) { chunk throws(Interrupted) in
      let worker = pool.worker(for: chunk)
      defer { pool.giveBack(worker) }
      return try one(chunk, starts[chunk], worker)
    }
    let isChain = (1..<places.count).allSatisfy { outcomes[$0 - 1].counts.end == starts[$0] }
    if isChain { return outcomes }
    var again: [Outcome] = []
    let worker = Worker(width)
    var start = scan.layout.dataStart
    for chunk in places.indices {
      again.append(try one(chunk, start, worker))
      start = again[chunk].counts.end
    }
    return again
  }

  /// The place of the first record that begins at the bound of a chunk or after it, as far as quotes tell.
  private func recordStart(chunk: Int) -> Int {
    let bound = bounds[chunk]
    var isInside = quotesBefore[chunk] % 2 == 1
    if !isInside {
      if base[bound - 1] == 0x0A { return bound }
      if base[bound - 1] == 0x0D { return base[bound] == 0x0A ? bound + 1 : bound }
    }
    var i = bound
    while i < count {
      let byte = base[i]
      i += 1
      if byte == quote {
        isInside.toggle()
      } else if !isInside, byte == 0x0A {
        return i
      } else if !isInside, byte == 0x0D {
        return i < count && base[i] == 0x0A ? i + 1 : i
      }
    }
    return count
  }

  /// What one thread keeps from chunk to chunk. It reads its chunks in ascending order, so that the texts of its
  /// interners are in the order of their first appearance among them.
  private final class Worker: @unchecked Sendable {
    let interners: [TextInterner]
    var lastChunk = -1
    init(_ width: Int) { interners = (0..<width).map { _ in TextInterner() } }
  }

  private final class Pool: Sendable {
    private let width: Int
    private let free = Mutex<[Worker]>([])
    init(_ width: Int) { self.width = width }

    /// A worker that has read nothing behind the chunk.
    func worker(for chunk: Int) -> Worker {
      let worker =
        free.withLock { free in
          free.firstIndex { $0.lastChunk < chunk }.map { free.remove(at: $0) }
        } ?? Worker(width)
      worker.lastChunk = chunk
      return worker
    }

    func giveBack(_ worker: Worker) { free.withLock { $0.append(worker) } }
  }
}
