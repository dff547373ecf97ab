// Settings of the fakes, counted calls and calls that fail on purpose.
#include "fakes.h"
#include "include/fake_controls.h"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <sstream>

namespace fakes {

namespace {

struct Fault {
    std::string function;
    long at;
    int code;
};

struct State {
    Settings settings;
    std::map<std::string, long> calls;
    std::vector<Fault> faults;
    std::string complaint;
};

std::vector<int> numbers(const char *text) {
    std::vector<int> all;
    std::stringstream stream(text);
    std::string part;
    while (std::getline(stream, part, ',')) all.push_back(std::atoi(part.c_str()));
    return all;
}

const char *variable(const char *name) {
    static std::string whole;
    whole = std::string("ORTHOSAE_FAKE_") + name;
    return std::getenv(whole.c_str());
}

State *fromEnvironment() {
    State *made = new State;
    Settings &s = made->settings;
    if (const char *v = variable("DEVICES")) s.devices = std::atoi(v);
    if (const char *v = variable("NAME")) s.name = v;
    if (const char *v = variable("CAPABILITY")) std::sscanf(v, "%d.%d", &s.capabilityMajor, &s.capabilityMinor);
    if (const char *v = variable("MEMORY")) s.memory = std::strtoull(v, nullptr, 10);
    if (const char *v = variable("PINNED")) s.pinned = std::strtoull(v, nullptr, 10);
    if (const char *v = variable("DRIVER_VERSION")) s.driverVersion = std::atoi(v);
    if (const char *v = variable("INIT")) s.init = std::atoi(v);
    if (const char *v = variable("NVRTC_VERSION")) std::sscanf(v, "%d.%d", &s.nvrtcMajor, &s.nvrtcMinor);
    if (const char *v = variable("ARCHS")) s.archs = numbers(v);
    if (const char *v = variable("LT_VERSION")) s.ltVersion = std::atoi(v);
    if (const char *v = variable("DEFER")) s.defer = std::atoi(v) != 0;
    if (const char *v = variable("QUIET")) s.quiet = std::atoi(v) != 0;
    if (const char *v = variable("FAIL")) {
        std::stringstream stream(v);
        std::string part;
        while (std::getline(stream, part, ';')) {
            const size_t second = part.rfind(':'), first = part.rfind(':', second - 1);
            if (second == std::string::npos || first == std::string::npos) continue;
            made->faults.push_back({part.substr(0, first), std::atol(part.c_str() + first + 1),
                                    std::atoi(part.c_str() + second + 1)});
        }
    }
    return made;
}

State &state() {
    // Never destroyed: a thread may still be in here when the process ends.
    static State *made = fromEnvironment();
    return *made;
}

}  // namespace

Settings &settings() { return state().settings; }

std::recursive_mutex &lock() {
    static std::recursive_mutex *mutex = new std::recursive_mutex;
    return *mutex;
}

int entered(const char *function) {
    const long call = ++state().calls[function];
    for (const Fault &fault : state().faults)
        if (fault.at == call && fault.function == function) return fault.code;
    return 0;
}

int refuse(int code, const std::string &why) {
    state().complaint = why;
    if (!settings().quiet) std::fprintf(stderr, "fake device: %s\n", why.c_str());
    return code;
}

}  // namespace fakes

using namespace fakes;
#define LOCKED std::lock_guard<std::recursive_mutex> held(lock())

EXPORT void fake_set_devices(int count) { LOCKED; settings().devices = count; }
EXPORT void fake_set_name(const char *name) { LOCKED; settings().name = name; }
EXPORT void fake_set_capability(int major, int minor) {
    LOCKED;
    settings().capabilityMajor = major;
    settings().capabilityMinor = minor;
}
EXPORT void fake_set_memory(uint64_t bytes) { LOCKED; settings().memory = bytes; }
EXPORT void fake_set_pinned(uint64_t bytes) { LOCKED; settings().pinned = bytes; }
EXPORT void fake_set_driver_version(int version) { LOCKED; settings().driverVersion = version; }
EXPORT void fake_set_init(int code) { LOCKED; settings().init = code; }
EXPORT void fake_set_nvrtc_version(int major, int minor) {
    LOCKED;
    settings().nvrtcMajor = major;
    settings().nvrtcMinor = minor;
}
EXPORT void fake_set_archs(const char *commas) { LOCKED; settings().archs = numbers(commas); }
EXPORT void fake_set_lt_version(int version) { LOCKED; settings().ltVersion = version; }
EXPORT void fake_set_defer(int on) { LOCKED; settings().defer = on != 0; }
EXPORT void fake_set_quiet(int on) { LOCKED; settings().quiet = on != 0; }
EXPORT void fake_fail(const char *function, int nth, int code) {
    LOCKED;
    state().faults.push_back({function, state().calls[function] + nth, code});
}
EXPORT long fake_calls(const char *function) { LOCKED; return state().calls[function]; }
EXPORT const char *fake_complaint(void) { LOCKED; return state().complaint.c_str(); }
