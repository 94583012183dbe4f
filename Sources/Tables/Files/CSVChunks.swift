internal import CFiles
internal import Diagnostics
internal import Numerics
internal import Synchronization

/// A file cut into chunks that threads read side by side.
///
/// Where the record of a chunk begins depends on all the quotes before it. The records around it show which side of a
/// quote it is on (``CSVChunkStart``); so each chunk also says where its last record ended, and if that isn't where the
/// next one began, or the records showed nothing, all bytes are surveyed, for the number of the quotes says it too unless
/// quotes stand within cells as plain characters. If even that fails the chunks are read one after the other. The outcome
/// is the same for any number of threads, and for one chunk.
struct CSVChunks {
  let base: UnsafePointer<UInt8>
  let count: Int
  /// Whether some byte is NUL or not of UTF-8, as far as the survey knows.
  private(set) var isSuspicious = false
  /// Whether all bytes were looked at before they are read.
  private(set) var isSurveyed = false
  /// Where chunks begin, as far as whole chunks go; the first begins where the rows do.
  private var bounds: [Int] = []
  /// How many quotes stand before each bound.
  private var quotesBefore: [Int] = []
  private let quote: UInt8?
  private let pages: CSVPages

  /// How many bytes of a large file's beginning and end are looked at first.
  private static let look = 1 << 16

  /// Looks at all bytes once, unless they are many and those at the beginning and the end are UTF-8.
  init(
    _ bytes: borrowing FileBytes, start: Int, quote: UInt8?, chunkBytes: Int
  ) throws(Interrupted) {
    let base = UnsafePointer(bytes.base)
    let count = bytes.count
    (self.base, self.count, self.quote) = (base, count, quote)
    pages = CSVPages(base: base, count: count, isMapped: bytes.isMapped)
    bounds = Array(stride(from: start, to: max(start + 1, count), by: chunkBytes))
    quotesBefore = [Int](repeating: 0, count: bounds.count)
    if bounds.count > 1 {
      // What stands above and below the rows is looked at here, for their reading doesn't come to it.
      let front = start..<min(count, start + CSVChunks.look)
      let back = max(front.upperBound, count - CSVChunks.look)..<count
      let isWrong = [front, back].contains { range in
        Survey(base, range, quote: quote, count: count, isFirst: range == front).isSuspicious
      }
      if !isWrong { return }
    }
    try survey()
  }

  /// Looks at all bytes once: O(bytes), on all processors if they are many.
  mutating func survey() throws(Interrupted) {
    let ends = bounds.dropFirst() + [count]
    let ranges = zip(bounds, ends).map { $0..<$1 }
    nonisolated(unsafe) let first = base
    nonisolated(unsafe) let pages = self.pages
    let (quote, count) = (self.quote, self.count)
    let found = try Parallel.map(
      count: ranges.count, threads: ranges.count == 1 ? 1 : Parallel.threads
    ) { chunk -> Survey in
      pages.fetch(ranges[chunk])
      defer { if ranges.count > 1 { pages.release(ranges[chunk]) } }
      return Survey(first, ranges[chunk], quote: quote, count: count, isFirst: chunk == 0)
    }
    var quotes = 0
    quotesBefore = []
    for survey in found {
      quotesBefore.append(quotes)
      quotes += survey.quotes
      isSuspicious = isSuspicious || survey.isSuspicious
    }
    isSurveyed = true
  }

  private struct Survey: Sendable {
    var quotes = 0
    var isSuspicious = false

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

  /// What all chunks gave.
  struct Reading: Sendable {
    /// Those that were collected hold what the chunks held.
    let columns: [CSVColumn]
    fileprivate(set) var counts = CSVScan.Counts()
    fileprivate(set) var bad: CSVBadRows
    /// Of all bytes; empty if they were read before.
    fileprivate(set) var fingerprint = ""
  }

  /// That a table would need more memory than it may take, and about how much it would.
  struct NeedsMemory: Error {
    let bytes: Int
  }

  /// What one chunk gave. It goes from the thread that read it to the one that adds it, and has one owner at a time.
  private struct Outcome: @unchecked Sendable {
    var builders: [CSVColumnBuilder]
    var counts: CSVScan.Counts
    var bad: CSVBadRows
  }

  /// Where the records of chunks stand.
  private struct Plan {
    /// Where each chunk's first record begins, as far as quotes tell, and where its bytes end.
    var starts: [Int]
    var ends: [Int]
    /// As above, but of rows or not.
    var fileEnds: [Int]
  }

  /// Where records stand; `nil` if there has to be a survey for it.
  private func plan(_ layout: CSVLayout) -> Plan? {
    // Wide files have few records in a chunk and builders for each column: fewer and larger chunks then.
    let group = max(1, layout.width / 1024)
    let places = stride(from: 0, to: bounds.count, by: group).map { $0 }
    let (first, last) = (layout.dataStart, layout.dataEnd)
    let guess = CSVChunkStart(base: base, count: count, quote: quote, layout: layout)
    var starts: [Int] = []
    for chunk in places {
      let bound = bounds[chunk]
      if chunk == 0 || bound <= first {
        starts.append(first)
        continue
      }
      let isWithin = isSurveyed ? quotesBefore[chunk] % 2 == 1 : guess.isWithin(bound)
      guard let isWithin else { return nil }
      let start = guess.record(from: bound, isWithin: isWithin, to: count) ?? count
      starts.append(min(max(first, start), last))
    }
    let fileEnds = places.dropFirst().map { bounds[$0] } + [count]
    return Plan(starts: starts, ends: fileEnds.map { min($0, last) }, fileEnds: fileEnds)
  }

  /// Reads all chunks; `nil` if they have to be surveyed before. Throws ``NeedsMemory``.
  ///
  /// - Parameters:
  ///   - limit: how many bad rows to keep.
  ///   - budget: how much memory the columns and a copy of the file may take.
  ///   - active: the columns to be collected.
  ///   - isAgain: whether all bytes were read before.
  ///   - progress: is told of each chunk that was read.
  ///   - builder: makes the builder of a column of a chunk, given the interner to be used and how texts are kept.
  func read(
    _ scan: CSVScan, limit: Int, budget: MemoryBudget, active: [Int], isAgain: Bool = false,
    progress: Progress? = nil,
    builder: @escaping @Sendable (_ column: Int, TextInterner, CSVTextForm) -> CSVColumnBuilder
  ) throws -> Reading? {
    guard let plan = plan(scan.layout) else { return nil }
    let chunks = plan.starts.count
    let width = scan.layout.width
    nonisolated(unsafe) let scanning = scan
    nonisolated(unsafe) let pages = self.pages
    let forms = (0..<width).map { _ in CSVTextForm(chunks > 1 ? .undecided : .coded) }
    let one: @Sendable (Int, Int, Worker) throws(Interrupted) -> Outcome = {
      (chunk, start, worker) throws(Interrupted) in
      let builders = (0..<width).map { builder($0, worker.interners[$0], forms[$0]) }
      var bad = CSVBadRows(limit: limit)
      let range = start..<max(start, plan.ends[chunk])
      pages.fetch(range)
      let counts = try scanning.run(range, builders, active: active, bad: &bad)
      for column in active { builders[column].seal(isASCII: counts.isASCII) }
      progress?.add(bytes: max(0, counts.end - start), rows: counts.rows)
      return Outcome(builders: builders, counts: counts, bad: bad)
    }

    // Reads what is likely to be right side by side, unless it is just one chunk.
    if chunks > 1 {
      let gathering = Gathering(
        self, plan, limit, width, budget, active: active, takesPrint: !isAgain, isPlanned: true)
      let order = InOrder<Outcome> { gathering.add($1, chunk: $0) }
      let pool = Pool(width)
      try Parallel.forEachRange(count: chunks, grain: 1) { range throws(Interrupted) in
        for chunk in range where !gathering.isStopped {
          let worker = pool.worker(for: chunk)
          defer { pool.giveBack(worker) }
          order.bring(try one(chunk, plan.starts[chunk], worker), number: chunk)
        }
      }
      if let bytes = gathering.neededBytes { throw NeedsMemory(bytes: bytes) }
      if let reading = gathering.finished { return reading }
      if !isSurveyed, !isAgain { return nil }
    }
    let gathering = Gathering(
      self, plan, limit, width, budget, active: active, takesPrint: !isAgain, isPlanned: false)
    let worker = Worker(width)
    var start = scan.layout.dataStart
    for chunk in 0..<chunks {
      let outcome = try one(chunk, start, worker)
      start = outcome.counts.end
      gathering.add(outcome, chunk: chunk)
      if let bytes = gathering.neededBytes { throw NeedsMemory(bytes: bytes) }
    }
    return gathering.finished
  }

  /// Adds chunks in their order. A class, because threads do so in turn; it has one owner at a time.
  private final class Gathering: @unchecked Sendable {
    private let chunks: CSVChunks
    private let plan: Plan
    private let active: [Int]
    private let budget: MemoryBudget
    private var reading: Reading
    private let print: RunningFingerprint?
    /// Whether chunks begin where the plan says, so that each must end where the next begins.
    private let isPlanned: Bool
    /// Whether that was so, and none held what it must not.
    private var isSound = true
    private var expectedRows = 0
    private var end: Int
    /// About how much memory would be needed, if it is too much.
    private(set) var neededBytes: Int?
    private let stopped = Atomic<Bool>(false)

    /// Whether no more chunks are wanted.
    var isStopped: Bool { stopped.load(ordering: .relaxed) }

    init(
      _ chunks: CSVChunks, _ plan: Plan, _ limit: Int, _ width: Int, _ budget: MemoryBudget,
      active: [Int], takesPrint: Bool, isPlanned: Bool
    ) {
      (self.chunks, self.plan, self.active, self.isPlanned) = (chunks, plan, active, isPlanned)
      self.budget = budget
      reading = Reading(
        columns: (0..<width).map { _ in CSVColumn() }, bad: CSVBadRows(limit: limit))
      print = takesPrint ? RunningFingerprint() : nil
      end = plan.starts[0]
    }

    /// What all chunks gave; `nil` if they were read in a wrong way.
    var finished: Reading? {
      guard isSound else { return nil }
      if let print {
        reading.fingerprint =
          print.value
          ?? Fingerprint.of(UnsafeRawBufferPointer(start: chunks.base, count: chunks.count))
      }
      return reading
    }

    func add(_ outcome: Outcome, chunk: Int) {
      let start = end
      end = outcome.counts.end
      if isPlanned, chunk + 1 < plan.starts.count, end != plan.starts[chunk + 1] { isSound = false }
      if outcome.counts.isSuspicious { isSound = false }
      if !isSound { stopped.store(true, ordering: .relaxed) }
      if isStopped { return }
      reading.counts.add(outcome.counts)
      reading.bad.append(outcome.bad)
      if chunk == 0 {
        let share = Double(plan.ends[plan.ends.count - 1] - start) / Double(max(1, end - start))
        expectedRows = Int(min(Double(outcome.counts.rows) * share * 1.02, 0x1p31))
      }
      for column in active {
        reading.columns[column].append(outcome.builders[column], expectedRows: expectedRows)
      }
      let bytes = (chunk == 0 ? 0 : plan.fileEnds[chunk - 1])..<plan.fileEnds[chunk]
      // While they are still in a cache.
      print?.add(UnsafeRawBufferPointer(start: chunks.base + bytes.lowerBound, count: bytes.count))
      chunks.pages.release(bytes)
      checkMemory(share: Double(bytes.upperBound) / Double(chunks.count))
    }

    /// Stops the reading if the columns take more memory than they may, or surely would in the end.
    ///
    /// - Parameter share: how much of the file was read.
    private func checkMemory(share: Double) {
      let copy = chunks.pages.isMapped ? 0 : chunks.count
      let held = active.reduce(0) { $0 + reading.columns[$1].heldBytes }
      let inAll = Double(copy) + Double(held) / share
      guard copy + held > budget.bytes || inAll > 1.5 * Double(budget.bytes) else { return }
      neededBytes = Int(min(inAll, 0x1p60))
      stopped.store(true, ordering: .relaxed)
    }
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
