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

  /// The texts at some places, an empty one for a place of -1. O(bytes of the result)
  func picked(_ places: [Int32]) -> TextList {
    var bytes: [UInt8] = []
    var starts = [0]
    starts.reserveCapacity(places.count + 1)
    for place in places {
      if place >= 0 {
        bytes.append(contentsOf: self.bytes[self.starts[Int(place)]..<self.starts[Int(place) + 1]])
      }
      starts.append(bytes.count)
    }
    return TextList(bytes: bytes, starts: starts)
  }

  /// The places of the texts in the order of their Unicode scalars; of equal texts the earlier stands first.
  ///
  /// - Complexity: O(n), and O(n log n) comparisons among those whose first eight bytes tie, behind what all begin with.
  public func ascending() -> [Int32] {
    bytes.withUnsafeBufferPointer { bytes in
      starts.withUnsafeBufferPointer { starts in
        let shared = sharedPrefix
        // Eight bytes, the first one counting most, stand for the text until they tie.
        func head(_ place: Int) -> UInt64 {
          let from = starts[place] + shared
          let length = Swift.min(8, starts[place + 1] - from)
          var head: UInt64 = 0
          for i in 0..<length { head = head &<< 8 | UInt64(bytes[from + i]) }
          return length == 0 ? 0 : head &<< UInt64(8 * (8 - length))
        }
        func isBefore(_ a: Int32, _ b: Int32) -> Bool {
          let (x, y) = (Int(a), Int(b))
          let (xCount, yCount) = (starts[x + 1] - starts[x], starts[y + 1] - starts[y])
          for i in shared..<Swift.max(shared, Swift.min(xCount, yCount)) {
            let (one, other) = (bytes[starts[x] + i], bytes[starts[y] + i])
            if one != other { return one < other }
          }
          return xCount != yCount ? xCount < yCount : x < y
        }
        var order = RadixOrder.order(count, head)
        var start = 0
        while start < order.count {
          let first = head(Int(order[start]))
          var end = start + 1
          while end < order.count, head(Int(order[end])) == first { end += 1 }
          if end - start > 1 { order[start..<end].sort(by: isBefore) }
          start = end
        }
        return order
      }
    }
  }

  /// How many bytes all texts begin with alike.
  private var sharedPrefix: Int {
    guard count > 1 else { return 0 }
    var shared = starts[1]
    for place in 1..<count where shared > 0 {
      let from = starts[place]
      shared = Swift.min(shared, starts[place + 1] - from)
      var i = 0
      while i < shared, bytes[i] == bytes[from + i] { i += 1 }
      shared = i
    }
    return shared
  }
}
