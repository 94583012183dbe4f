internal import Numerics
internal import Tables

extension VectorProgram {
  /// What a program reads of the table, by a number.
  struct Input: Sendable {
    let values: Values
    var missing: Bitmap?

    enum Values: Sendable {
      case numbers(NumberValues)
      case days([Int32])
      case instants([Int64])
      case truths([Bool])
      case codes(WholeValues)
      /// The truth of each code.
      case table([UInt8])
      case nothing
    }
  }

  /// Where an input lies in memory. Threads that count references to one and the same array at each block wait for each
  /// other; so they are given places, as long as the program holds the arrays.
  struct Place: BitwiseCopyable, @unchecked Sendable {
    let values: Values
    let missing: UnsafePointer<UInt64>?

    enum Values: BitwiseCopyable {
      case int8(UnsafePointer<Int8>)
      case int16(UnsafePointer<Int16>)
      case int32(UnsafePointer<Int32>)
      case int64(UnsafePointer<Int64>)
      case double(UnsafePointer<Double>)
      case bytes(UnsafePointer<UInt8>)
      case nothing
    }

    /// To be used only while the input is held.
    init(_ input: Input) {
      missing = input.missing.flatMap { $0.withUnsafeWords(\.baseAddress) }
      values =
        switch input.values {
        case .numbers(let x):
          switch x.storage {
          case .double(let x): Place.of(x).map(Values.double) ?? .nothing
          case .whole(let x): Place.of(x)
          }
        case .codes(let x): Place.of(x)
        case .days(let x): Place.of(x).map(Values.int32) ?? .nothing
        case .instants(let x): Place.of(x).map(Values.int64) ?? .nothing
        case .truths(let x):
          Place.of(x).map { .bytes(UnsafeRawPointer($0).assumingMemoryBound(to: UInt8.self)) }
            ?? .nothing
        case .table(let x): Place.of(x).map(Values.bytes) ?? .nothing
        case .nothing: .nothing
        }
    }

    private static func of(_ wholes: WholeValues) -> Values {
      switch wholes.storage {
      case .int8(let x): of(x).map(Values.int8) ?? .nothing
      case .int16(let x): of(x).map(Values.int16) ?? .nothing
      case .int32(let x): of(x).map(Values.int32) ?? .nothing
      }
    }

    private static func of<Element>(_ array: [Element]) -> UnsafePointer<Element>? {
      array.withUnsafeBufferPointer(\.baseAddress)
    }
  }
}
