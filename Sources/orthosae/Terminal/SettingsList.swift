import Records

/// The settings as a person reads them: key, value in each preset, what it may be, what it does.
enum SettingsList {
    static var text: String {
        let presets = Preset.allCases.map { (name: $0.rawValue, config: RunConfig.preset($0)) }
        return Setting.all.map { setting in
            let each = presets.map { setting.yaml(of: $0.config) }
            let values = Set(each).count == 1
                ? each[0] : zip(each, presets).map { "\($0) (\($1.name))" }.joined(separator: ", ")
            return "\(setting.key): \(values)\n    \(setting.help)\n    \(setting.allowed)"
        }.joined(separator: "\n")
    }
}
