import Tables

/// What an input of the CSV target says: its first bytes choose the options, the rest is the file.
///
/// All zeros are the options of a user who gives none, so that a seed is eight NULs and a file.
struct CSVCase {
  static let optionBytes = 8

  var options = CSVOptions()
  var file: [UInt8] = []
  /// The size of the pieces that threads read; small, so that borders fall everywhere.
  var chunkBytes: Int

  init?(_ input: UnsafeBufferPointer<UInt8>) {
    guard input.count >= CSVCase.optionBytes else { return nil }
    func pick<T>(_ place: Int, _ choices: [T]) -> T {
      choices[Int(input[place]) % choices.count]
    }
    options.delimiter = pick(0, [nil, 0x2C, 0x3B, 0x09, 0x7C, 0x20, 0x3A])
    options.quote = pick(1, [.found, .byte(0x22), .byte(0x27), .none])
    options.header = pick(2, [nil, true, false])
    options.bad = pick(3, [nil, .reject, .keep, .fail])
    options.decimal = pick(4, [nil, nil, 0x2E, 0x2C])
    options.absent = pick(4, [[], [], [], ["x"], ["-", ""]])
    options.skip = pick(5, [0, 0, 0, 1, 2])
    options.types = pick(
      5,
      [
        [:], [:], [:], ["a": .number], ["a": .text], ["a": .date], ["b": .category],
        ["a": .truth, "b": .dateTime],
      ])
    options.encoding = pick(6, [nil, nil, nil] + TextEncoding.allCases)
    options.explain = pick(6, [false, true])
    options.rows = pick(7, [nil, nil, nil, 1...1, 2...3, 2...1000])
    options.columns = pick(7, [nil, nil, nil, nil, ["a"], ["b", "a"], ["column_2"]])
    chunkBytes = pick(0, [8, 16, 11, 64])
    file = Array(input[CSVCase.optionBytes...])
  }
}
