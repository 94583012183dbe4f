internal import Cards
internal import Numerics

/// A setting as it is written in a script.
func settingText(_ setting: Setting) -> String {
  switch setting {
  case .missing: "missing"
  case .number(let x): NumberText.shortest(x)
  case .text(let x): quoted(x)
  case .truth(let x): x ? "true" : "false"
  case .list(let items): "[" + items.map(settingText).joined(separator: ", ") + "]"
  }
}

/// A column's name as it is written in a script: in back-quotes unless it is a plain word.
func written(_ name: String) -> String {
  let isWord =
    name.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_"
    }
    && name.unicodeScalars.first?.properties.isAlphabetic == true
  return isWord ? name : "`\(name)`"
}

/// A text in quotes, as in a script.
func quoted(_ text: String) -> String {
  var result = "\""
  for character in text.unicodeScalars {
    switch character {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\t": result += "\\t"
    case "{": result += "\\{"
    default: result.unicodeScalars.append(character)
    }
  }
  return result + "\""
}

/// A setting that names a class, as the class's label: `1` for the number, `true` for the truth.
func classLabel(of setting: Setting) -> String? {
  switch setting {
  case .text(let x): x
  case .number(let x): NumberText.shortest(x)
  case .truth(let x): x ? "true" : "false"
  case .missing, .list: nil
  }
}
