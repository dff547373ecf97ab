// What the three fakes share. Hidden: a second copy of this code in the same process (a test target that links it) must
// not take the place of this one's.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#define EXPORT extern "C" __attribute__((visibility("default")))
#define HIDDEN __attribute__((visibility("hidden")))

namespace fakes HIDDEN {

struct Settings {
    int devices = 1;
    std::string name = "Fake H100";
    int capabilityMajor = 9, capabilityMinor = 0;
    uint64_t memory = 4ull << 30;
    uint64_t pinned = 128ull << 20;
    int driverVersion = 13000;
    int init = 0;
    int nvrtcMajor = 13, nvrtcMinor = 5;
    std::vector<int> archs = {75, 80, 86, 87, 88, 89, 90, 100, 103, 107, 110, 120, 121};
    int ltVersion = 130500;
    bool defer = false;
    bool quiet = false;
};

HIDDEN Settings &settings();
/// One lock for every call of the three libraries.
HIDDEN std::recursive_mutex &lock();
/// Counts a call and answers what it must fail with, or 0.
HIDDEN int entered(const char *function);
/// Remembers why a call is refused, and hands back the code.
HIDDEN int refuse(int code, const std::string &why);
/// The host's address of a range that lies in one live block; null where it does not.
HIDDEN unsigned char *reach(uint64_t address, uint64_t bytes);
/// Adds work to a stream; runs it at once unless work is deferred. A result that is not 0 is the context's error.
HIDDEN int enqueue(void *stream, std::function<int()> work);
/// Runs all that waits in a stream (null: in every one).
HIDDEN int drain(void *stream);

/// A launch that is kept in a file with what it found in memory and what it left there: `ORTHOSAE_FAKE_RECORD` names the
/// folder. For Tools/device-check, which has a device do the same.
class HIDDEN Recording {
public:
    /// Before the launch. The blocks are the whole ones that pointers lie in.
    struct Pointer { uint64_t block, offset; };
    struct Block { const unsigned char *bytes; uint64_t count; };
    Recording(const std::string &kernel, const unsigned (&shape)[5], const std::vector<uint64_t> &slots,
              const std::vector<Pointer> &pointers, const std::vector<Block> &blocks);
    /// After it.
    void finish();
    static bool isWanted();

private:
    std::string path, head;
    std::vector<Block> blocks;
    std::vector<std::string> before;
};

}  // namespace fakes
