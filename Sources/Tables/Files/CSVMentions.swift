internal import Glibc
internal import Numerics

/// What the chunks of a text column mention, made one list without repeats.
///
/// A mention is a text that an interner met first in a chunk, or a row of a chunk's run. They are numbered in the order
/// of the file. Equal texts have equal hashes, so those with the same highest byte of their hash are looked through by
/// themselves, on whatever thread: the first of equal ones stands for all. What comes out depends on the mentions alone.
struct CSVMentions: @unchecked Sendable {
  /// What one chunk has.
  fileprivate struct Source {
    var interner: TextInterner
    /// The codes of texts that the interner met first here.
    var known: Range<Int>
    var run: CSVTextRun?
    /// The number of its first mention.
    var first: Int
    /// As the entries and bounds of a ``CSVTextRun``, of the interner's texts.
    var entries: [UInt64]
    var bounds: [Int]

    /// The number of the run's first mention.
    var runFirst: Int { first + known.count }
    var count: Int { known.count + (run?.count ?? 0) }
  }

  private let sources: [Source]
  private let views: [View]
  /// For every ``stride`` mentions the source that has the first of them.
  private let coarse: [Int32]
  private let partitions: Int
  /// How many mentions there are.
  let count: Int

  private static let stride = 1 << 12

  /// Where the texts of a source lie, without a reference to what owns them: those are counted, by each thread.
  fileprivate struct View {
    var first: Int
    var runFirst: Int
    var known: TextInterner.Texts
    var run: CSVTextRun.Texts?
  }

  /// - Parameter parts: for each chunk the interner, what it met first, and the run.
  init(_ parts: [(interner: TextInterner, known: Range<Int>, run: CSVTextRun?)]) {
    partitions = parts.contains { $0.run != nil } ? CSVTextRun.partitions : 1
    var sources: [Source] = []
    var first = 0
    for part in parts {
      let source = Source(
        interner: part.interner, known: part.known, run: part.run, first: first, entries: [],
        bounds: [])
      first += source.count
      sources.append(source)
    }
    // The hashes by the codes, once for each interner.
    var hashes: [ObjectIdentifier: [UInt32]] = [:]
    let quote = parts.lazy.compactMap(\.run).first?.quote
    for place in sources.indices where !sources[place].known.isEmpty {
      let interner = sources[place].interner
      let all = hashes[ObjectIdentifier(interner)] ?? interner.hashes(quote: quote)
      hashes[ObjectIdentifier(interner)] = all
      sources[place].fill(all, partitions)
    }
    (self.sources, count) = (sources, first)
    views = sources.map { source in
      View(
        first: source.first, runFirst: source.runFirst,
        known: source.interner.texts(from: source.known.lowerBound), run: source.run?.texts)
    }
    var coarse: [Int32] = []
    for (place, source) in sources.enumerated() {
      while coarse.count * CSVMentions.stride < source.first + source.count {
        coarse.append(Int32(truncatingIfNeeded: place))
      }
    }
    self.coarse = coarse
  }

  /// The texts, and for each mention the code of its text, less by one than 0: `~code`.
  func united() throws(Interrupted) -> (texts: TextList, complements: [Int32]) {
    var texts = TextList([])
    let complements: [Int32] = try filled(count) { target throws(Interrupted) in
      nonisolated(unsafe) let firsts = target
      let grain = max(1, partitions / 16)
      try Parallel.forEachRange(count: partitions, grain: grain) { range in
        var table = Table()
        for partition in range { find(partition, &table, firsts) }
      }
      for source in sources { source.run?.forgetEntries() }
      texts = try collect(firsts)
      // The others refer to the first of their text, which has its code by now.
      try Parallel.forEachRange(count: count, grain: 1 << 16) { range in
        for mention in range where firsts[mention] >= 0 {
          firsts[mention] = firsts[Int(firsts[mention])]
        }
      }
    }
    return (texts, complements)
  }

  // MARK: First mentions

  /// An open table of hashes and mentions, used again and again.
  private struct Table: ~Copyable {
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

    /// The mention that a slot has.
    @inline(__always)
    func mention(_ slot: Int) -> Int {
      Int(truncatingIfNeeded: slots[slot] & 0xFFFF_FFFF) &- 1
    }

    deinit { slots.deallocate() }
  }

  /// Finds for each mention of a partition the first one of the same text.
  private func find(
    _ partition: Int, _ table: inout Table, _ firsts: UnsafeMutablePointer<Int32>
  ) {
    var entries = 0
    for source in sources { entries += source.size(of: partition) }
    table.prepare(entries)
    // Mentions with the hash of one before, and the slots that have those.
    var likely: [Likely] = []
    for source in sources {
      source.withEntries(of: partition) { add($0, source.first, table, firsts, &likely) }
      if let run = source.run {
        add(run.entries(of: partition), source.runFirst, table, firsts, &likely)
      }
    }
    // Their texts lie anywhere in the file: many are fetched at once.
    views.withUnsafeBufferPointer { views in
      for place in likely.indices {
        if place + 32 < likely.count {
          let next = likely[place + 32]
          prefetchPlace(Int(next.mention), views)
          prefetchPlace(table.mention(Int(next.slot)), views)
        }
        if place + 16 < likely.count {
          let next = likely[place + 16]
          prefetchText(Int(next.mention), views)
          prefetchText(table.mention(Int(next.slot)), views)
        }
        let (mention, slot) = (Int(likely[place].mention), Int(likely[place].slot))
        if !isSame(mention, table.mention(slot), views) {
          addOther(mention, slot, table, firsts, views)
        }
      }
    }
  }

  private struct Likely {
    var mention: Int32
    var slot: Int32
  }

  @inline(__always)
  private func prefetchPlace(_ mention: Int, _ views: UnsafeBufferPointer<View>) {
    let view = views[source(of: mention)]
    if mention >= view.runFirst { view.run?.prefetchPlace(mention &- view.runFirst) }
  }

  @inline(__always)
  private func prefetchText(_ mention: Int, _ views: UnsafeBufferPointer<View>) {
    let view = views[source(of: mention)]
    if mention >= view.runFirst { view.run?.prefetchText(mention &- view.runFirst) }
  }

  private func add(
    _ entries: UnsafeBufferPointer<UInt64>, _ first: Int, _ table: borrowing Table,
    _ firsts: UnsafeMutablePointer<Int32>, _ likely: inout [Likely]
  ) {
    let (slots, mask) = (table.slots, table.mask)
    for entry in entries {
      let mention = first &+ Int(truncatingIfNeeded: entry & 0xFFFF_FFFF)
      let hash = entry &>> 32
      var place = Int(truncatingIfNeeded: hash) & mask
      while slots[place] != 0, slots[place] &>> 32 != hash { place = (place &+ 1) & mask }
      if slots[place] == 0 {
        // The mention and one more, for 0 is a free slot.
        slots[place] = hash &<< 32 | UInt64(truncatingIfNeeded: mention &+ 1)
        firsts[mention] = Int32(truncatingIfNeeded: mention)
      } else {
        firsts[mention] = Int32(truncatingIfNeeded: table.mention(place))
        likely.append(
          Likely(
            mention: Int32(truncatingIfNeeded: mention), slot: Int32(truncatingIfNeeded: place)))
      }
    }
  }

  /// Finds the first mention of the same text as one whose hash the text of a slot has by chance.
  private func addOther(
    _ mention: Int, _ slot: Int, _ table: borrowing Table, _ firsts: UnsafeMutablePointer<Int32>,
    _ views: UnsafeBufferPointer<View>
  ) {
    let (slots, mask) = (table.slots, table.mask)
    let hash = slots[slot] &>> 32
    var place = (slot &+ 1) & mask
    while slots[place] != 0 {
      if slots[place] &>> 32 == hash, isSame(mention, table.mention(place), views) { break }
      place = (place &+ 1) & mask
    }
    if slots[place] == 0 { slots[place] = hash &<< 32 | UInt64(truncatingIfNeeded: mention &+ 1) }
    firsts[mention] = Int32(truncatingIfNeeded: table.mention(place))
  }

  private func isSame(_ a: Int, _ b: Int, _ views: UnsafeBufferPointer<View>) -> Bool {
    let (x, y) = (views[source(of: a)], views[source(of: b)])
    switch (a >= x.runFirst ? x.run : nil, b >= y.runFirst ? y.run : nil) {
    case (let run?, let other?): return run.isSame(a - x.runFirst, other, b - y.runFirst)
    case (let run?, nil): return run.isSame(a - x.runFirst, y.known.text(b - y.first))
    case (nil, let other?): return other.isSame(b - y.runFirst, x.known.text(a - x.first))
    case (nil, nil):
      let (p, q) = (x.known.text(a - x.first), y.known.text(b - y.first))
      return p.count == q.count && memcmp(p.start, q.start, p.count) == 0
    }
  }

  /// The source of a mention.
  @inline(__always)
  private func source(of mention: Int) -> Int {
    var place = Int(coarse[mention / CSVMentions.stride])
    while place + 1 < views.count, views[place + 1].first <= mention { place += 1 }
    return place
  }

  // MARK: The list

  /// Gives the first mentions of texts their codes, writes these (as complements, so that they differ from what refers to
  /// a first mention) and lists the texts.
  private func collect(_ firsts: UnsafeMutablePointer<Int32>) throws(Interrupted) -> TextList {
    nonisolated(unsafe) let firsts = firsts
    let sizes = try Parallel.map(count: sources.count) { place in
      sources[place].size(firsts)
    }
    var codes = [0]
    var bytes = [0]
    for size in sizes {
      codes.append(codes[codes.count - 1] + size.texts)
      bytes.append(bytes[bytes.count - 1] + size.bytes)
    }
    let (texts, total) = (codes[sources.count], bytes[sources.count])
    let (code, byte) = (codes, bytes)
    var starts: [Int] = []
    let all: [UInt8] = try filled(total) { target throws(Interrupted) in
      nonisolated(unsafe) let target = target
      starts = try filled(texts + 1) { starts throws(Interrupted) in
        nonisolated(unsafe) let starts = starts
        try Parallel.forEachRange(count: sources.count, grain: 1) { range in
          for place in range {
            sources[place].write(firsts, target, starts, code: code[place], byte: byte[place])
          }
        }
        starts[texts] = total
      }
    }
    return TextList(bytes: all, starts: starts)
  }
}

extension CSVMentions.Source {
  /// Makes the entries of the interner's texts.
  fileprivate mutating func fill(_ hashes: [UInt32], _ partitions: Int) {
    bounds = [Int](repeating: 0, count: partitions + 1)
    let shift: UInt32 = partitions == 1 ? 32 : 24
    for code in known { bounds[Int(hashes[code] >> shift) + 1] += 1 }
    for part in 0..<partitions { bounds[part + 1] += bounds[part] }
    var next = bounds
    entries = [UInt64](repeating: 0, count: known.count)
    for code in known {
      let part = Int(hashes[code] >> shift)
      entries[next[part]] = UInt64(hashes[code]) << 32 | UInt64(code - known.lowerBound)
      next[part] += 1
    }
  }

  /// The entries of the interner's texts in one partition.
  fileprivate func withEntries<Result>(
    of partition: Int, _ body: (UnsafeBufferPointer<UInt64>) -> Result
  ) -> Result {
    if entries.isEmpty { return body(UnsafeBufferPointer(start: nil, count: 0)) }
    return entries.withUnsafeBufferPointer { entries in
      body(UnsafeBufferPointer(rebasing: entries[bounds[partition]..<bounds[partition + 1]]))
    }
  }

  fileprivate func size(of partition: Int) -> Int {
    withEntries(of: partition) { $0.count } + (run?.entries(of: partition).count ?? 0)
  }

  /// How many texts are mentioned first here, and their bytes.
  fileprivate func size(_ firsts: UnsafeMutablePointer<Int32>) -> (texts: Int, bytes: Int) {
    var (texts, bytes) = (0, 0)
    let known = interner.texts(from: known.lowerBound)
    for mention in first..<runFirst where firsts[mention] == mention {
      texts += 1
      bytes += known.text(mention - first).count
    }
    guard let rows = run?.texts else { return (texts, bytes) }
    for row in 0..<rows.count
    where rows.hasText(row) && Int(firsts[runFirst + row]) == runFirst + row {
      texts += 1
      bytes += rows.length(row)
    }
    return (texts, bytes)
  }

  /// Writes the texts that are mentioned first here, where each begins, and their codes.
  fileprivate func write(
    _ firsts: UnsafeMutablePointer<Int32>, _ bytes: UnsafeMutablePointer<UInt8>,
    _ starts: UnsafeMutablePointer<Int>, code: Int, byte: Int
  ) {
    var (code, byte) = (code, byte)
    let texts = interner.texts(from: known.lowerBound)
    for mention in first..<runFirst where firsts[mention] == mention {
      let text = texts.text(mention - first)
      memcpy(bytes + byte, text.start, text.count)
      starts[code] = byte
      firsts[mention] = ~Int32(truncatingIfNeeded: code)
      (code, byte) = (code + 1, byte + text.count)
    }
    guard let run else { return }
    let rows = run.texts
    for row in 0..<rows.count {
      if !rows.hasText(row) {
        firsts[runFirst + row] = ~0
      } else if Int(firsts[runFirst + row]) == runFirst + row {
        rows.copy(row, to: bytes + byte)
        starts[code] = byte
        firsts[runFirst + row] = ~Int32(truncatingIfNeeded: code)
        (code, byte) = (code + 1, byte + rows.length(row))
      }
    }
    run.releasePages()
  }
}
