/// Texts one behind the other in one run of UTF-8, for columns' labels: no object for each text, and the order of the
/// bytes is the order of the Unicode scalars.
public struct TextList: Sendable, RandomAccessCollection, Equatable {
  /// The UTF-8 of all texts.
  public let bytes: [UInt8]
  /// For each text the place in ``bytes`` where it begins, and at last where the last one ends.
  public let starts: [Int]

  /// Texts by their bytes, which must be valid UTF-8 in each part; `starts` ascends from 0 to the number of bytes.
  public init(bytes: [UInt8], starts: [Int]) { (self.bytes, self.starts) = (bytes, starts) }

  public init(_ texts: some Sequence<String>) {
    var bytes: [UInt8] = []
    var starts = [0]
    for text in texts {
      bytes.append(contentsOf: text.utf8)
      starts.append(bytes.count)
    }
    self.init(bytes: bytes, starts: starts)
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { starts.count - 1 }

  public subscript(place: Int) -> String {
    String(decoding: bytes[starts[place]..<starts[place + 1]], as: UTF8.self)
  }

  /// Whether the UTF-8 of each text satisfies a condition.
  func allSatisfyBytes(_ condition: (UnsafeBufferPointer<UInt8>) -> Bool) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      indices.allSatisfy {
        condition(UnsafeBufferPointer(rebasing: bytes[starts[$0]..<starts[$0 + 1]]))
      }
    }
  }

  /// These texts and, behind them, those of another list at the given places. O(bytes)
  func appending(_ other: TextList, _ places: [Int]) -> TextList {
    var (bytes, starts) = (bytes, starts)
    for place in places {
      bytes.append(contentsOf: other.bytes[other.starts[place]..<other.starts[place + 1]])
      starts.append(bytes.count)
    }
    return TextList(bytes: bytes, starts: starts)
  }

  /// The places of the texts in the order of their Unicode scalars; of equal texts the earlier stands first.
  ///
  /// - Complexity: O(n log n) comparisons of eight bytes, and of whole texts where those are equal.
  public func ascending() -> [Int32] {
    bytes.withUnsafeBufferPointer { bytes in
      starts.withUnsafeBufferPointer { starts in
        // The first eight bytes, the first one counting most, stand for the text until they tie.
        var heads: [(head: UInt64, place: Int32)] = []
        heads.reserveCapacity(count)
        for place in 0..<count {
          var head: UInt64 = 0
          let from = starts[place]
          let length = Swift.min(8, starts[place + 1] - from)
          for i in 0..<length { head = head << 8 | UInt64(bytes[from + i]) }
          if length < 8 { head <<= UInt64(8 * (8 - length)) }
          heads.append((head, Int32(truncatingIfNeeded: place)))
        }
        heads.sort { a, b in
          if a.head != b.head { return a.head < b.head }
          let (x, y) = (Int(a.place), Int(b.place))
          let (xCount, yCount) = (starts[x + 1] - starts[x], starts[y + 1] - starts[y])
          for i in 0..<Swift.min(xCount, yCount) {
            let (one, other) = (bytes[starts[x] + i], bytes[starts[y] + i])
            if one != other { return one < other }
          }
          return xCount != yCount ? xCount < yCount : x < y
        }
        return heads.map(\.place)
      }
    }
  }
}
