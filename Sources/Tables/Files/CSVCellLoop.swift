/// Loops over the cells of a block's column that have nothing in them but what most cells of most files need, so that all
/// of it stays in registers. Each goes on as long as it can and gives the row whose cell needs a closer look.
enum CSVCellLoop {
  /// The length of a cell, huge if it stands in quotes.
  @inline(__always)
  private static func unquotedLength(_ bits: UInt64) -> Int {
    Int(truncatingIfNeeded: bits &>> 32 & 0x8FFF_FFFF)
  }

  /// Whole numbers, as ``CSVCell/whole(_:_:)`` reads them.
  @inline(never)
  static func wholes(
    _ block: CSVBlock, column: Int, rows: Range<Int>, into target: UnsafeMutablePointer<Int32>
  ) -> Int {
    let (base, stride) = (block.base, block.stride)
    var cells = block.cells + (rows.lowerBound &* stride &+ column)
    for row in rows {
      let bits = cells.pointee
      cells += stride
      let value = CSVCell.whole(base + PackedCell(bits: bits).start, unquotedLength(bits))
      if value == CSVCell.notWhole { return row }
      target[row] = Int32(truncatingIfNeeded: value)
    }
    return rows.upperBound
  }

  /// Numbers, as ``CSVCell/decimal(_:_:point:)`` and ``CSVCell/whole(_:_:)`` read them.
  @inline(never)
  static func numbers(
    _ block: CSVBlock, column: Int, rows: Range<Int>, point: UInt64,
    into target: UnsafeMutablePointer<Double>
  ) -> Int {
    let (base, stride) = (block.base, block.stride)
    var cells = block.cells + (rows.lowerBound &* stride &+ column)
    for row in rows {
      let bits = cells.pointee
      cells += stride
      let p = base + PackedCell(bits: bits).start
      let n = unquotedLength(bits)
      if let value = CSVCell.decimal(p, n, point: point) {
        target[row] = value
      } else {
        let value = CSVCell.whole(p, n)
        if value == CSVCell.notWhole { return row }
        target[row] = Double(value)
      }
    }
    return rows.upperBound
  }
}
