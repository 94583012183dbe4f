/// Texts, each stored once: a code for each row into a list of distinct texts.
///
/// Equal texts have equal codes, so grouping, joining and comparing need no look at the texts.
public struct TextValues: Sendable {
  /// For each row the place of its text in ``distinct``. A missing row's code is any valid one, or 0.
  public let codes: WholeValues
  /// The distinct texts, in the order of their first appearance. May hold texts that no row has any more.
  public let distinct: TextList

  /// Texts by their codes; each code must be a place in `distinct` (or 0 where the row is missing).
  public init(codes: WholeValues, distinct: TextList) {
    (self.codes, self.distinct) = (codes, distinct)
  }

  public init(codes: [Int32], distinct: [String]) {
    self.init(codes: WholeValues(narrowing: codes), distinct: TextList(distinct))
  }

  /// Texts as they come.
  ///
  /// - Complexity: O(n) hashes.
  public init(_ texts: [String]) {
    var builder = Builder(capacity: texts.count)
    for text in texts { builder.append(text) }
    self = builder.values
  }

  public var count: Int { codes.count }

  /// The text of a row.
  public subscript(row: Int) -> String {
    let code = Int(codes[row])
    return code < distinct.count ? distinct[code] : ""
  }

  /// Collects texts row by row.
  public struct Builder: Sendable {
    private var codes: [Int32] = []
    private var distinct: [String] = []
    private var places: [String: Int32] = [:]

    public init(capacity: Int = 0) { codes.reserveCapacity(capacity) }

    public mutating func append(_ text: String) {
      if let place = places[text] {
        codes.append(place)
      } else {
        let place = Int32(distinct.count)
        places[text] = place
        distinct.append(text)
        codes.append(place)
      }
    }

    /// A row without a text; the caller marks it as missing.
    public mutating func appendMissing() { codes.append(0) }

    public var values: TextValues {
      // A code of 0 must be readable even if every row is missing.
      TextValues(codes: codes, distinct: distinct)
    }
  }
}

/// Labels with an order: a code for each row into the levels.
public struct CategoryValues: Sendable {
  /// For each row the place of its label in ``levels``; any valid one, or 0, where it is missing.
  public let codes: WholeValues
  /// All labels, in their order; no two are equal. Some may be unused.
  public let levels: [String]

  public init(codes: WholeValues, levels: [String]) {
    (self.codes, self.levels) = (codes, levels)
  }

  public init(codes: [Int32], levels: [String]) {
    self.init(codes: WholeValues(narrowing: codes), levels: levels)
  }

  public var count: Int { codes.count }

  public subscript(row: Int) -> String {
    let code = Int(codes[row])
    return code < levels.count ? levels[code] : ""
  }
}
