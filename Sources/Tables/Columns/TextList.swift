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
}
