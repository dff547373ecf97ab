import Records

/// The settings as a person reads them: key, value in the demo, what it may be, what it does.
enum SettingsList {
    static var text: String {
        let demo = RunConfig.preset(.demo)
        let paper = RunConfig.preset(.paper)
        return Setting.all.map { setting in
            let (inDemo, inPaper) = (setting.yaml(of: demo), setting.yaml(of: paper))
            let values = inDemo == inPaper ? inDemo : "\(inDemo) (demo), \(inPaper) (paper)"
            return "\(setting.key): \(values)\n    \(setting.help)\n    \(setting.allowed)"
        }.joined(separator: "\n")
    }
}
