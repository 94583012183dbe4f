/// How dates and times are written: `dd/mm/yyyy`, `d mmm yy HH:MM`.
///
/// Small letters are of the date: `yyyy` `yy` (69–99 are 1969–1999, others 2000–2068), `mmmm` (March) `mmm` (Mar) `mm`
/// `m`, `dd` `d`, `dddd` (Friday) `ddd` (Fri); capitals of the time: `HH` `H`, `MM`, `SS`. Two letters read just two
/// digits, one letter reads one or two. `T` and `Z` and all that isn't a letter stand for themselves. Names are English.
public struct DatePattern: Sendable {
  private enum Field: String, CaseIterable, Sendable {
    // Longer ones first, so that `mmmm` isn't read as two `mm`.
    case yyyy, yy, mmmm, mmm, mm, m, dddd, ddd, dd, d
    case hours = "HH"
    case hour = "H"
    case minutes = "MM"
    case seconds = "SS"
  }
  private enum Piece: Sendable {
    case field(Field)
    case sign(UInt8)
  }

  private var pieces: [Piece] = []
  /// Whether a day can be read by it: it has a year, a month and a day.
  public private(set) var hasDay = false

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
  private static let weekdays = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]

  /// - Throws: the letters that mean nothing.
  public init(_ text: String) throws(PatternError) {
    var rest = text[...]
    var fields: Set<Field> = []
    while let first = rest.first {
      if let field = Field.allCases.first(where: { rest.hasPrefix($0.rawValue) }) {
        pieces.append(.field(field))
        fields.insert(field)
        rest = rest.dropFirst(field.rawValue.count)
        continue
      }
      if first.isLetter, first != "T", first != "Z" {
        let at = text.unicodeScalars.distance(from: text.startIndex, to: rest.startIndex)
        throw PatternError(
          message: "`\(first)` means nothing in a pattern of dates", range: at..<at + 1)
      }
      pieces += String(first).utf8.map { .sign($0) }
      rest.removeFirst()
    }
    hasDay =
      !fields.isDisjoint(with: [.yyyy, .yy]) && !fields.isDisjoint(with: [.mmmm, .mmm, .mm, .m])
      && !fields.isDisjoint(with: [.dd, .d])
  }

  /// The moment that a text names; `nil` if it isn't written so, or there is no such day or time.
  public func read(_ text: String) -> Instant? {
    let bytes = Array(text.utf8)
    var at = 0
    var (year, month, day, hour, minute, second) = (0, 0, 0, 0, 0, 0)
    func digits(_ least: Int, _ most: Int) -> Int? {
      var (value, count) = (0, 0)
      while at < bytes.count, count < most, (48...57).contains(bytes[at]) {
        value = value * 10 + Int(bytes[at]) - 48
        at += 1
        count += 1
      }
      return count >= least ? value : nil
    }
    func name(_ names: [String], isShort: Bool) -> Int? {
      for (place, name) in names.enumerated() {
        let wanted = isShort ? Array(name.utf8.prefix(3)) : Array(name.utf8)
        if at + wanted.count <= bytes.count,
          zip(bytes[at...], wanted).allSatisfy({ $0 | 32 == $1 | 32 })
        {
          at += wanted.count
          return place + 1
        }
      }
      return nil
    }
    for piece in pieces {
      guard case .field(let field) = piece else {
        if case .sign(let sign) = piece {
          guard at < bytes.count, bytes[at] == sign else { return nil }
          at += 1
        }
        continue
      }
      let value: Int?
      switch field {
      case .yyyy: value = digits(4, 4)
      case .mmmm: value = name(DatePattern.months, isShort: false)
      case .mmm: value = name(DatePattern.months, isShort: true)
      case .dddd: value = name(DatePattern.weekdays, isShort: false)
      case .ddd: value = name(DatePattern.weekdays, isShort: true)
      case .m, .d, .hour: value = digits(1, 2)
      case .yy, .mm, .dd, .hours, .minutes, .seconds: value = digits(2, 2)
      }
      guard let value else { return nil }
      switch field {
      case .yyyy: year = value
      case .yy: year = value < 69 ? 2000 + value : 1900 + value
      case .mmmm, .mmm, .mm, .m: month = value
      case .dd, .d: day = value
      case .dddd, .ddd: break
      case .hours, .hour: hour = value
      case .minutes: minute = value
      case .seconds: second = value
      }
    }
    guard at == bytes.count, let date = Day(year: year, month: month, day: day) else { return nil }
    return Instant(day: date, hour: hour, minute: minute, second: second)
  }

  /// A moment as it is written so.
  public func write(_ instant: Instant) -> String {
    let day = instant.day
    let (year, month, dayOfMonth) = day.calendar
    let time = instant.time
    var out: [UInt8] = []
    for piece in pieces {
      switch piece {
      case .sign(let sign): out.append(sign)
      case .field(let field):
        let text =
          switch field {
          case .yyyy: padded(year, 4)
          case .yy: padded(year % 100, 2)
          case .mmmm: DatePattern.months[month - 1]
          case .mmm: String(DatePattern.months[month - 1].prefix(3))
          case .mm: padded(month, 2)
          case .m: "\(month)"
          case .dddd: DatePattern.weekdays[day.weekday - 1]
          case .ddd: String(DatePattern.weekdays[day.weekday - 1].prefix(3))
          case .dd: padded(dayOfMonth, 2)
          case .d: "\(dayOfMonth)"
          case .hours: padded(time.hour, 2)
          case .hour: "\(time.hour)"
          case .minutes: padded(time.minute, 2)
          case .seconds: padded(time.second, 2)
          }
        out += text.utf8
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
