/// Texts: each stored once, with a code for each row into a list of distinct texts, or, where nearly all of them differ,
/// row by row.
///
/// Equal texts have equal codes, so grouping, joining and comparing need no look at the texts. Those that are stored row
/// by row get their codes when they are first asked for.
public struct TextValues: Sendable {
  private enum Storage: Sendable {
    case coded(WholeValues, TextList)
    case plain(PlainTexts)
  }

  private let storage: Storage

  /// Texts by their codes; each code must be a place in `distinct` (or 0 where the row is missing).
  public init(codes: WholeValues, distinct: TextList) { storage = .coded(codes, distinct) }

  /// Texts row by row, any where a row is missing. Those that are canonically equivalent must be the same bytes.
  package init(plain rows: TextList) { storage = .plain(PlainTexts(rows)) }

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

  public var count: Int {
    switch storage {
    case .coded(let codes, _): codes.count
    case .plain(let texts): texts.count
    }
  }

  /// For each row the place of its text in ``distinct``. A missing row's code is any valid one, or 0.
  public var codes: WholeValues { coded.codes }

  /// The distinct texts, in the order of their first appearance. May hold texts that no row has any more.
  public var distinct: TextList { coded.distinct }

  /// Both, for what needs both. O(bytes) once for texts that are stored row by row.
  public var coded: (codes: WholeValues, distinct: TextList) {
    switch storage {
    case .coded(let codes, let distinct): (codes, distinct)
    case .plain(let texts): texts.coded
    }
  }

  /// As ``coded``, but equal texts may be listed more than once, so that nothing has to be looked for: for what goes over
  /// all texts anyway.
  public var listed: (codes: WholeValues, texts: TextList) {
    switch storage {
    case .coded(let codes, let distinct): (codes, distinct)
    case .plain(let texts): texts.listed
    }
  }

  /// The texts of ``listed`` alone. O(1)
  public var list: TextList {
    switch storage {
    case .coded(_, let distinct): distinct
    case .plain(let texts): texts.list
    }
  }

  /// The text of a row.
  public subscript(row: Int) -> String {
    if case .plain(let texts) = storage { return texts[row] }
    let (codes, distinct) = coded
    let code = Int(codes[row])
    return code < distinct.count ? distinct[code] : ""
  }

  func picked(_ picker: RowPicker) -> TextValues {
    if case .plain(let texts) = storage, let rows = texts.picked(picker) {
      return TextValues(plain: rows)
    }
    return TextValues(codes: picker.pick(codes), distinct: distinct)
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
