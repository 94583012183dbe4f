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
  private let partitions: Int
  /// How many mentions there are.
  let count: Int

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
    for place in sources.indices where !sources[place].known.isEmpty {
      let interner = sources[place].interner
      let all = hashes[ObjectIdentifier(interner)] ?? interner.hashes
      hashes[ObjectIdentifier(interner)] = all
      sources[place].fill(all, partitions)
    }
    (self.sources, count) = (sources, first)
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

    deinit { slots.deallocate() }
  }

  /// Finds for each mention of a partition the first one of the same text.
  private func find(
    _ partition: Int, _ table: inout Table, _ firsts: UnsafeMutablePointer<Int32>
  ) {
    var entries = 0
    for source in sources { entries += source.size(of: partition) }
    table.prepare(entries)
    for source in sources {
      source.withEntries(of: partition) { add($0, source.first, table, firsts, run: nil) }
      if let run = source.run {
        add(run.entries(of: partition), source.runFirst, table, firsts, run: run)
      }
    }
  }

  private func add(
    _ entries: UnsafeBufferPointer<UInt64>, _ first: Int, _ table: borrowing Table,
    _ firsts: UnsafeMutablePointer<Int32>, run: CSVTextRun?
  ) {
    let (slots, mask) = (table.slots, table.mask)
    var repeats = 0
    for (index, entry) in entries.enumerated() {
      // Texts are looked at only where they repeat; there each would be waited for.
      if let run, repeats &* 8 > index, index &+ 32 < entries.count {
        run.prefetchPlace(Int(truncatingIfNeeded: entries[index &+ 32] & 0xFFFF_FFFF))
        run.prefetchText(Int(truncatingIfNeeded: entries[index &+ 16] & 0xFFFF_FFFF))
      }
      let mention = first &+ Int(truncatingIfNeeded: entry & 0xFFFF_FFFF)
      let hash = entry &>> 32
      var place = Int(truncatingIfNeeded: hash) & mask
      while true {
        let slot = slots[place]
        if slot == 0 {
          // The mention and one more, for 0 is a free slot.
          slots[place] = hash &<< 32 | UInt64(truncatingIfNeeded: mention &+ 1)
          firsts[mention] = Int32(truncatingIfNeeded: mention)
          break
        }
        if slot &>> 32 == hash {
          let other = Int(truncatingIfNeeded: slot & 0xFFFF_FFFF) &- 1
          if isSame(mention, other) {
            firsts[mention] = Int32(truncatingIfNeeded: other)
            repeats &+= 1
            break
          }
        }
        place = (place &+ 1) & mask
      }
    }
  }

  private func isSame(_ a: Int, _ b: Int) -> Bool {
    let (x, y) = (source(of: a), source(of: b))
    let n = sources[x].length(a)
    return n == sources[y].length(b)
      && sources[x].withText(a) { p in sources[y].withText(b) { q in memcmp(p, q, n) == 0 } }
  }

  /// The source of a mention, by halving.
  private func source(of mention: Int) -> Int {
    var low = 0
    var high = sources.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if sources[middle].first <= mention { low = middle } else { high = middle }
    }
    return low
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
    for mention in first..<runFirst where firsts[mention] == mention {
      texts += 1
      bytes += length(mention)
    }
    guard let run else { return (texts, bytes) }
    for row in 0..<run.count
    where run.hasText(row) && Int(firsts[runFirst + row]) == runFirst + row {
      texts += 1
      bytes += run.length(row)
    }
    return (texts, bytes)
  }

  /// Writes the texts that are mentioned first here, where each begins, and their codes.
  fileprivate func write(
    _ firsts: UnsafeMutablePointer<Int32>, _ bytes: UnsafeMutablePointer<UInt8>,
    _ starts: UnsafeMutablePointer<Int>, code: Int, byte: Int
  ) {
    var (code, byte) = (code, byte)
    for mention in first..<runFirst where firsts[mention] == mention {
      let n = length(mention)
      withText(mention) { p in _ = memcpy(bytes + byte, p, n) }
      starts[code] = byte
      firsts[mention] = ~Int32(truncatingIfNeeded: code)
      (code, byte) = (code + 1, byte + n)
    }
    guard let run else { return }
    for row in 0..<run.count {
      if !run.hasText(row) {
        firsts[runFirst + row] = ~0
      } else if Int(firsts[runFirst + row]) == runFirst + row {
        run.copy(row, to: bytes + byte)
        starts[code] = byte
        firsts[runFirst + row] = ~Int32(truncatingIfNeeded: code)
        (code, byte) = (code + 1, byte + run.length(row))
      }
    }
    run.releasePages()
  }

  fileprivate func length(_ mention: Int) -> Int {
    if let run, mention >= runFirst { return run.length(mention - runFirst) }
    return interner.length(known.lowerBound + mention - first)
  }

  fileprivate func withText<Result>(
    _ mention: Int, _ body: (UnsafePointer<UInt8>) -> Result
  ) -> Result {
    if let run, mention >= runFirst { return run.withText(mention - runFirst, body) }
    return body(interner.text(known.lowerBound + mention - first))
  }
}
