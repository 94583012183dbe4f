import Tables
import Testing

/// The list against an array of numbers, for all short runs of the numbers at which widths end.
struct WholeListTests {
  static let edges: [Int32] = [
    0, -1, 127, 128, -128, -129, 32_767, 32_768, -32_768, -32_769, .max, .min,
  ]

  /// All lists of up to `count` edges.
  static func runs(_ count: Int) -> [[Int32]] {
    var all: [[Int32]] = [[]]
    var last = all
    for _ in 0..<count {
      last = last.flatMap { run in edges.map { run + [$0] } }
      all += last
    }
    return all
  }

  /// All ways to cut a list into blocks, those without numbers among them at its ends.
  static func blocks(_ run: [Int32]) -> [[[Int32]]] {
    guard let first = run.first else { return [[], [[]]] }
    if run.count == 1 { return [[[first]], [[], [first]], [[first], []]] }
    return blocks(Array(run.dropFirst())).flatMap { rest in
      // In a block of its own, or with what follows.
      [[[first]] + rest] + (rest.first.map { [[[first] + $0] + rest.dropFirst()] } ?? [])
    }
  }

  static func width(_ values: WholeValues) -> Int {
    switch values.storage {
    case .int8: 8
    case .int16: 16
    case .int32: 32
    }
  }

  static func narrowest(_ numbers: [Int32]) -> Int {
    if numbers.allSatisfy({ Int8(exactly: $0) != nil }) { return 8 }
    return numbers.allSatisfy { Int16(exactly: $0) != nil } ? 16 : 32
  }

  /// What is wrong with a list to which blocks are appended; `nil` if nothing is.
  static func fault(_ blocks: [[Int32]], zeros: Int, reserved: Int?) -> String? {
    var list = zeros == 0 ? WholeList() : WholeList(zeros: zeros)
    var numbers = [Int32](repeating: 0, count: zeros)
    if let reserved { list.reserve(reserved) }
    for block in blocks {
      let copy = list
      let before = numbers
      block.withUnsafeBufferPointer { list.append($0) }
      numbers += block
      if copy.values.wide != before { return "a copy became \(copy.values.wide), not \(before)" }
      let values = list.values
      if values.count != numbers.count || values.wide != numbers || Array(values) != numbers {
        return "\(values.wide), not \(numbers)"
      }
      if width(values) != narrowest(numbers) { return "\(numbers) in \(width(values)) bits" }
      // Room for fewer than there are takes none away.
      if let reserved { list.reserve(reserved) }
    }
    return list.values.wide == numbers ? nil : "\(list.values.wide), not \(numbers)"
  }

  @Test func shortListsHoldWhatCameInTheNarrowestWidth() {
    var count = 0
    for run in WholeListTests.runs(3) {
      for blocks in WholeListTests.blocks(run) {
        for zeros in 0...2 {
          for reserved in [nil, 0, 1, 100] {
            count += 1
            if let fault = WholeListTests.fault(blocks, zeros: zeros, reserved: reserved) {
              Issue.record("\(blocks) behind \(zeros) zeros, reserved \(reserved as Any): \(fault)")
            }
          }
        }
      }
    }
    #expect(count > 100_000)
  }

  /// Every number of the two narrow widths and around them, each behind those before it.
  @Test func eachNumberOfTheNarrowWidths() {
    var list = WholeList()
    var numbers: [Int32] = []
    for start in stride(from: Int32(-33_000), through: 33_000, by: 997) {
      let block = Array(start..<(start + 997))
      block.withUnsafeBufferPointer { list.append($0) }
      numbers += block
    }
    #expect(list.values.wide == numbers)
    for number in Int32(-300)...300 {
      var list = WholeList()
      withUnsafePointer(to: number) { list.append(UnsafeBufferPointer(start: $0, count: 1)) }
      #expect(WholeListTests.width(list.values) == WholeListTests.narrowest([number]))
    }
  }

  /// Blocks longer than any that fits on a stack.
  @Test(arguments: [Int32(1), 300, 70_000])
  func longBlocks(number: Int32) {
    let block = [Int32](repeating: number, count: 1 << 20)
    var list = WholeList(zeros: 3)
    for _ in 0..<2 { block.withUnsafeBufferPointer { list.append($0) } }
    #expect(list.values.wide == [0, 0, 0] + block + block)
    #expect(WholeListTests.width(list.values) == WholeListTests.narrowest([number]))
  }
}
