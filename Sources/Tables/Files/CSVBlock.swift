/// The cells of some whole records, each of the same number of cells, side by side.
struct CSVBlock {
  /// What cells' starts are counted from.
  let base: UnsafePointer<UInt8>
  let cells: UnsafePointer<UInt64>
  /// Cells from one record to the next.
  let stride: Int
  let rows: Int
  private let room: UnsafeMutableRawPointer

  /// What a row's value may take.
  static let roomOfRow = 8

  /// - Parameter room: ``roomOfRow`` bytes for each row, for the values of whichever column is read. They are the caller's,
  ///   and used for one block after the other: with an allocation for each, threads would wait for each other.
  init(
    base: UnsafePointer<UInt8>, cells: UnsafePointer<UInt64>, stride: Int, rows: Int,
    room: UnsafeMutableRawPointer
  ) {
    (self.base, self.cells, self.stride, self.rows, self.room) = (base, cells, stride, rows, room)
  }

  /// Room for a value of each row.
  func room<Value: BitwiseCopyable>(of type: Value.Type) -> UnsafeMutablePointer<Value> {
    precondition(MemoryLayout<Value>.stride <= CSVBlock.roomOfRow)
    return room.bindMemory(to: type, capacity: rows)
  }
}
