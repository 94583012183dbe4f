public import Cards
internal import Numerics
public import Tables

extension Datum {
  /// A cell of a table.
  public init(_ cell: Cell) {
    switch cell {
    case .missing: self = .nothing
    case .number(let x): self = .number(x)
    case .text(let x): self = .text(x)
    case .truth(let x): self = .truth(x)
    case .date(let day): self = .record(["day": .codes([day.days])])
    case .dateTime(let instant):
      // In two halves: a number doesn't hold all microseconds.
      let halves = [instant.microseconds >> 32, instant.microseconds]
      self = .record(["instant": .codes(halves.map { Int32(truncatingIfNeeded: $0) })])
    }
  }

  public var cell: Cell {
    get throws(LearnError) {
      switch self {
      case .nothing: return .missing
      case .number(let x) where x.isFinite: return .number(x)
      case .text(let x): return .text(x)
      case .truth(let x): return .truth(x)
      case .record(let parts) where parts["day"] != nil:
        return .date(Day(days: try codes("day", count: 1, in: Int(Int32.min)...Int(Int32.max))[0]))
      case .record:
        let halves = try codes("instant", count: 2, in: Int(Int32.min)...Int(Int32.max))
        let low = Int64(UInt32(bitPattern: halves[1]))
        return .dateTime(Instant(microseconds: Int64(halves[0]) << 32 | low))
      default: throw Datum.broken("a value isn't one that a table holds")
      }
    }
  }

  /// A column with its values.
  public init(_ column: Column) {
    var levels = Datum.nothing
    if case .category(let values) = column.values { levels = .texts(values.levels) }
    self = .record([
      "cells": .list((0..<column.count).map { Datum(column[$0]) }), "levels": levels,
    ])
  }

  public var column: Column {
    get throws(LearnError) {
      var cells: [Cell] = []
      for one in try list("cells") { cells.append(try one.cell) }
      if try optional("levels") != nil {
        let levels = try texts("levels")
        var missing = Bitmap(repeating: false, count: cells.count)
        var codes = [Int32](repeating: 0, count: cells.count)
        for (row, cell) in cells.enumerated() {
          switch cell {
          case .missing: missing[row] = true
          case .text(let text):
            guard let code = levels.firstIndex(of: text) else {
              throw Datum.broken("a category isn't one of its levels")
            }
            codes[row] = Int32(code)
          default: throw Datum.broken("a category isn't a text")
          }
        }
        return Column(.category(CategoryValues(codes: codes, levels: levels)), missing: missing)
      }
      guard let column = Column(cells: cells) else {
        throw Datum.broken("a column's values are of several types")
      }
      return column
    }
  }

  /// A setting of a learner.
  public init(_ setting: Setting) {
    switch setting {
    case .missing: self = .nothing
    case .number(let x): self = .number(x)
    case .text(let x): self = .text(x)
    case .truth(let x): self = .truth(x)
    case .list(let items): self = .list(items.map { Datum($0) })
    }
  }

  public var setting: Setting {
    get throws(LearnError) {
      switch self {
      case .nothing: return .missing
      case .number(let x): return .number(x)
      case .text(let x): return .text(x)
      case .truth(let x): return .truth(x)
      case .list(let items):
        var settings: [Setting] = []
        for item in items { settings.append(try item.setting) }
        return .list(settings)
      default: throw Datum.broken("a setting is none")
      }
    }
  }
}
