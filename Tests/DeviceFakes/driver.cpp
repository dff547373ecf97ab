// A fake libcuda on the host's memory. What it is strict about is what a real device leaves undefined: a copy beyond its
// block, memory read before it was written (NaN at birth), device memory touched by the host, work read before it was
// waited for (deferred), a kernel file for another GPU.
//
// Device addresses are a range that nobody may read; the bytes lie the same distance further on, and only the work of a
// stream is given those addresses. Behind each block lies a page of nobody's, and no address is dealt twice.
#include "fakes.h"
#include "include/device_fakes.h"
#include "include/fake_controls.h"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <set>

namespace fakes {
namespace {

enum {
    success = 0, invalidValue = 1, outOfMemory = 2, notInitialized = 3, noDevice = 100, invalidDevice = 101,
    invalidImage = 200, invalidContext = 201, noBinary = 209, unsupportedPTX = 222, invalidHandle = 400, notFound = 500,
    notReady = 600, illegalAddress = 700, outOfResources = 701
};

constexpr uint64_t page = 4096;
constexpr uint64_t reach_ = 1ull << 38;

struct Block { uint64_t bytes; };
struct Stream { std::deque<std::function<int()>> work; };
using Clock = std::chrono::steady_clock;
struct Event { bool reached = true; Stream *stream = nullptr; bool timed = false; Clock::time_point time; };
struct Module { std::set<std::string> kernels; };
/// A device that is not asked gives 48 KiB less what the kernel has of its own, which is not known here: so none.
struct Function { std::string name; uint64_t dynamicShared = 0; };

struct Device {
    bool started = false;
    int error = 0;  // an error that a context does not recover from
    unsigned char *addresses = nullptr, *bytes = nullptr;
    uint64_t next = page;
    uint64_t used = 0, pinnedUsed = 0;
    std::map<uint64_t, Block> blocks;
    std::map<uint64_t, uint64_t> pinned;
    std::set<Stream *> streams;
    std::set<Event *> events;
    std::set<Function *> functions;
    std::set<Module *> modules;
    Stream standard;
    int contexts = 0;
};

Device &device() {
    static Device *made = new Device;
    return *made;
}

thread_local void *current = nullptr;

/// The kernel that runs, for the last words of a process.
const char *volatile running = nullptr;
struct sigaction handlerBefore[2];

void say(const char *text) {
    if (write(STDERR_FILENO, text, std::strlen(text)) < 0) return;
}

/// Says whose touch of which memory it was; then whoever was to handle it before does, and the process ends.
void touched(int signal, siginfo_t *information, void *) {
    const unsigned char *at = static_cast<unsigned char *>(information->si_addr);
    const Device &d = device();
    if (d.addresses && at >= d.addresses && at < d.addresses + reach_) {
        say("fake device: the host touched device memory\n");
    } else if (d.bytes && at >= d.bytes && at < d.bytes + reach_) {
        say("fake device: ");
        say(running ? running : "work in a stream");
        say(" touched memory of nobody's\n");
    }
    sigaction(signal, &handlerBefore[signal == SIGBUS], nullptr);
}

void listenForTouches() {
    static const bool done = [] {
        struct sigaction action = {};
        action.sa_sigaction = touched;
        action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
        sigaction(SIGSEGV, &action, &handlerBefore[0]);
        sigaction(SIGBUS, &action, &handlerBefore[1]);
        return true;
    }();
    (void)done;
}
int onlyContext;
void *const context = &onlyContext;

bool stays(int code) {
    switch (code) {
        case 46: case 214: case 220: case 700: case 702: case 710: case 714: case 715: case 716: case 717: case 718: case 719:
        case 802: case 999: return true;
        default: return false;
    }
}

/// At the head of each call: counted, failing on purpose, a context that failed before.
int begin(const char *function, bool needsContext = true) {
    if (int code = entered(function)) {
        if (stays(code)) device().error = code;
        return code;
    }
    if (device().error) return device().error;
    if (!device().started) return refuse(notInitialized, std::string(function) + ": cuInit was not called");
    if (needsContext && !current) return refuse(invalidContext, std::string(function) + ": no context on this thread");
    return success;
}

uint64_t base() { return reinterpret_cast<uint64_t>(device().addresses); }

/// The bytes' own address for a device address; anything else unchanged. Numbers of 32 bits lie below every address.
uint64_t translated(uint64_t value) {
    if (value < base() || value >= base() + reach_) return value;
    return value - base() + reinterpret_cast<uint64_t>(device().bytes);
}

bool isPinned(const void *at, uint64_t bytes) {
    const uint64_t address = reinterpret_cast<uint64_t>(at);
    auto next = device().pinned.upper_bound(address);
    if (next == device().pinned.begin()) return false;
    --next;
    return address + bytes <= next->first + next->second;
}

/// Runs what is next in a stream; drops it if the device has failed.
void step(Stream *stream) {
    std::function<int()> work = std::move(stream->work.front());
    stream->work.pop_front();
    if (device().error) return;
    if (int code = work()) device().error = code;
}

int run(Stream *stream) {
    while (!stream->work.empty()) step(stream);
    return device().error;
}

std::string range(uint64_t address, uint64_t bytes) {
    char text[80];
    std::snprintf(text, sizeof text, "%llu bytes at %llx", (unsigned long long)bytes, (unsigned long long)address);
    return text;
}

}  // namespace

unsigned char *reach(uint64_t address, uint64_t bytes) {
    auto next = device().blocks.upper_bound(address);
    if (next == device().blocks.begin()) return nullptr;
    --next;
    const uint64_t inside = address - next->first;
    if (inside > next->second.bytes || bytes > next->second.bytes - inside) return nullptr;
    return reinterpret_cast<unsigned char *>(translated(address));
}

int enqueue(void *stream, std::function<int()> work) {
    if (device().error) return device().error;
    Stream *to = stream ? static_cast<Stream *>(stream) : &device().standard;
    if (stream && !device().streams.count(to)) return refuse(invalidHandle, "no such stream");
    to->work.push_back(std::move(work));
    // Run at once, an error is still told as a real device tells it: by the next call.
    if (!settings().defer) run(to);
    return success;
}

int drain(void *stream) {
    if (stream) return run(static_cast<Stream *>(stream));
    run(&device().standard);
    for (Stream *one : device().streams) run(one);
    return device().error;
}

}  // namespace fakes

using namespace fakes;
#define LOCKED std::lock_guard<std::recursive_mutex> held(lock())
#define BEGIN LOCKED; if (int code = begin(__func__)) return code
#define BEGIN_WITHOUT_CONTEXT LOCKED; if (int code = begin(__func__, false)) return code

// MARK: Start and devices

/// The device's addresses, from the system; anew after the last context has gone.
static int reserveAddresses(Device &d) {
    if (d.addresses) return success;
    void *addresses = mmap(nullptr, reach_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    void *bytes = mmap(nullptr, reach_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (addresses == MAP_FAILED || bytes == MAP_FAILED) return refuse(outOfMemory, "no address space for the fake device");
    d.addresses = static_cast<unsigned char *>(addresses);
    d.bytes = static_cast<unsigned char *>(bytes);
    return success;
}

EXPORT int cuInit(unsigned flags) {
    LOCKED;
    if (int code = entered("cuInit")) return code;
    if (flags) return invalidValue;
    if (settings().init) return settings().init;
    if (settings().devices <= 0) return noDevice;
    Device &d = device();
    if (int code = reserveAddresses(d)) return code;
    d.started = true;
    listenForTouches();
    return success;
}

EXPORT int cuDriverGetVersion(int *version) {
    LOCKED;
    if (int code = entered("cuDriverGetVersion")) return code;
    *version = settings().driverVersion;
    return success;
}

EXPORT int cuGetErrorName(int code, const char **name) {
    switch (code) {
        case 0: *name = "CUDA_SUCCESS"; return success;
        case 1: *name = "CUDA_ERROR_INVALID_VALUE"; return success;
        case 2: *name = "CUDA_ERROR_OUT_OF_MEMORY"; return success;
        case 3: *name = "CUDA_ERROR_NOT_INITIALIZED"; return success;
        case 34: *name = "CUDA_ERROR_STUB_LIBRARY"; return success;
        case 46: *name = "CUDA_ERROR_DEVICE_UNAVAILABLE"; return success;
        case 100: *name = "CUDA_ERROR_NO_DEVICE"; return success;
        case 101: *name = "CUDA_ERROR_INVALID_DEVICE"; return success;
        case 200: *name = "CUDA_ERROR_INVALID_IMAGE"; return success;
        case 201: *name = "CUDA_ERROR_INVALID_CONTEXT"; return success;
        case 209: *name = "CUDA_ERROR_NO_BINARY_FOR_GPU"; return success;
        case 214: *name = "CUDA_ERROR_ECC_UNCORRECTABLE"; return success;
        case 222: *name = "CUDA_ERROR_UNSUPPORTED_PTX_VERSION"; return success;
        case 400: *name = "CUDA_ERROR_INVALID_HANDLE"; return success;
        case 500: *name = "CUDA_ERROR_NOT_FOUND"; return success;
        case 600: *name = "CUDA_ERROR_NOT_READY"; return success;
        case 700: *name = "CUDA_ERROR_ILLEGAL_ADDRESS"; return success;
        case 701: *name = "CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES"; return success;
        case 715: *name = "CUDA_ERROR_ILLEGAL_INSTRUCTION"; return success;
        case 716: *name = "CUDA_ERROR_MISALIGNED_ADDRESS"; return success;
        case 719: *name = "CUDA_ERROR_LAUNCH_FAILED"; return success;
        case 802: *name = "CUDA_ERROR_SYSTEM_NOT_READY"; return success;
        case 999: *name = "CUDA_ERROR_UNKNOWN"; return success;
        default: *name = nullptr; return invalidValue;
    }
}

/// NVRTC itself opens libcuda.so.1 and asks for tables of private functions; there are none.
EXPORT int cuGetExportTable(const void **table, const void *) {
    if (table) *table = nullptr;
    return notFound;
}

EXPORT int cuDeviceGetCount(int *count) {
    BEGIN_WITHOUT_CONTEXT;
    *count = settings().devices;
    return success;
}

EXPORT int cuDeviceGet(int *found, int ordinal) {
    BEGIN_WITHOUT_CONTEXT;
    if (ordinal < 0 || ordinal >= settings().devices) return refuse(invalidDevice, "no such device");
    *found = ordinal;
    return success;
}

EXPORT int cuDeviceGetName(char *name, int length, int) {
    BEGIN_WITHOUT_CONTEXT;
    std::snprintf(name, length, "%s", settings().name.c_str());
    return success;
}

EXPORT int cuDeviceGetAttribute(int *value, int attribute, int) {
    BEGIN_WITHOUT_CONTEXT;
    switch (attribute) {
        case 16: *value = 132; return success;
        case 38: *value = 50 << 20; return success;
        case 75: *value = settings().capabilityMajor; return success;
        case 76: *value = settings().capabilityMinor; return success;
        case 97: *value = 227 << 10; return success;
        default: return refuse(invalidValue, "an attribute that the fake does not know: " + std::to_string(attribute));
    }
}

EXPORT int cuDeviceTotalMem_v2(size_t *bytes, int) {
    BEGIN_WITHOUT_CONTEXT;
    *bytes = settings().memory;
    return success;
}

EXPORT int cuDevicePrimaryCtxRetain(void **made, int ordinal) {
    BEGIN_WITHOUT_CONTEXT;
    if (ordinal < 0 || ordinal >= settings().devices) return refuse(invalidDevice, "no such device");
    // Another thread may have closed the device since this one's cuInit.
    if (int code = reserveAddresses(device())) return code;
    ++device().contexts;
    *made = context;
    return success;
}

EXPORT int cuDevicePrimaryCtxRelease_v2(int) {
    BEGIN_WITHOUT_CONTEXT;
    if (device().contexts == 0) return refuse(invalidContext, "a context released more often than retained");
    Device &d = device();
    // Closed and empty: the addresses go back to the system, for whoever opens the device next.
    if (--d.contexts == 0 && d.blocks.empty()) {
        munmap(d.addresses, reach_);
        munmap(d.bytes, reach_);
        d.addresses = d.bytes = nullptr;
        d.next = page;
    }
    return success;
}

EXPORT int cuCtxSetCurrent(void *made) {
    BEGIN_WITHOUT_CONTEXT;
    if (made && made != context) return refuse(invalidContext, "no such context");
    current = made;
    return success;
}

EXPORT int cuCtxSynchronize(void) {
    BEGIN;
    return drain(nullptr);
}

EXPORT int cuMemGetInfo_v2(size_t *free, size_t *total) {
    BEGIN;
    *free = settings().memory - std::min(settings().memory, device().used);
    *total = settings().memory;
    return success;
}

// MARK: Memory

namespace {

/// Makes pages of nothing but ones: NaN as any float, −1 as any integer. Large blocks are views of one file of them, copied
/// where they are written: a workspace that nobody uses costs nothing.
bool born(unsigned char *at, uint64_t bytes) {
    constexpr uint64_t unit = 4 << 20;
    static const int ones = [] {
#ifdef __linux__
        const int file = memfd_create("ones", MFD_CLOEXEC);
        const std::vector<unsigned char> all(unit, 0xFF);
        return file >= 0 && write(file, all.data(), unit) == static_cast<ssize_t>(unit) ? file : -1;
#else
        return -1;
#endif
    }();
    uint64_t done = 0;
    for (; ones >= 0 && bytes - done >= unit; done += unit)
        if (mmap(at + done, unit, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, ones, 0) == MAP_FAILED) return false;
    if (done == bytes) return true;
    if (mprotect(at + done, bytes - done, PROT_READ | PROT_WRITE)) return false;
    std::memset(at + done, 0xFF, bytes - done);
    return true;
}

}  // namespace

EXPORT int cuMemAlloc_v2(uint64_t *address, size_t bytes) {
    BEGIN;
    if (bytes == 0) return refuse(invalidValue, "cuMemAlloc of nothing");
    Device &d = device();
    if (bytes > settings().memory - std::min(settings().memory, d.used)) return outOfMemory;
    // The block ends where its page ends, as nearly as an alignment of 256 bytes lets it.
    const uint64_t rounded = (bytes + 255) / 256 * 256, pages = (rounded + page - 1) / page * page;
    if (d.next + pages + page > reach_) return refuse(outOfMemory, "the fake device's addresses are used up");
    const uint64_t first = d.next;
    d.next += pages + page;
    if (!born(d.bytes + first, pages)) return outOfMemory;
    *address = base() + first + (pages - rounded);
    d.blocks[*address] = {bytes};
    d.used += bytes;
    return success;
}

EXPORT int cuMemFree_v2(uint64_t address) {
    BEGIN;
    Device &d = device();
    auto found = d.blocks.find(address);
    if (found == d.blocks.end()) return refuse(invalidValue, "cuMemFree of what is no block: " + range(address, 0));
    if (int code = drain(nullptr)) return code;
    const uint64_t rounded = (found->second.bytes + 255) / 256 * 256;
    const uint64_t first = (address - base()) / page * page, pages = (rounded + page - 1) / page * page;
    d.used -= found->second.bytes;
    d.blocks.erase(found);
    // Given back to the system, and nobody's from here on: the address is not dealt again.
    if (mmap(d.bytes + first, pages, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) == MAP_FAILED)
        return refuse(invalidValue, "the system does not take a block back");
    return success;
}

EXPORT int cuMemHostAlloc(void **made, size_t bytes, unsigned) {
    BEGIN;
    Device &d = device();
    if (bytes == 0 || d.pinnedUsed + bytes > settings().pinned) return outOfMemory;
    void *at = nullptr;
    if (posix_memalign(&at, page, bytes)) return outOfMemory;
    d.pinned[reinterpret_cast<uint64_t>(at)] = bytes;
    d.pinnedUsed += bytes;
    *made = at;
    return success;
}

EXPORT int cuMemFreeHost(void *at) {
    BEGIN;
    Device &d = device();
    auto found = d.pinned.find(reinterpret_cast<uint64_t>(at));
    if (found == d.pinned.end()) return refuse(invalidValue, "cuMemFreeHost of what is not pinned");
    if (int code = drain(nullptr)) return code;
    d.pinnedUsed -= found->second;
    d.pinned.erase(found);
    std::free(at);
    return success;
}

EXPORT int cuMemcpyHtoDAsync_v2(uint64_t to, const void *from, size_t bytes, void *stream) {
    BEGIN;
    unsigned char *at = reach(to, bytes);
    if (!at) return refuse(invalidValue, "copy to the device beyond its block: " + range(to, bytes));
    if (isPinned(from, bytes))
        return enqueue(stream, [=] { std::memcpy(at, from, bytes); return success; });
    // From memory that is not pinned the driver takes the bytes before it returns.
    auto taken = std::make_shared<std::vector<unsigned char>>(
        static_cast<const unsigned char *>(from), static_cast<const unsigned char *>(from) + bytes);
    return enqueue(stream, [=] { std::memcpy(at, taken->data(), bytes); return success; });
}

EXPORT int cuMemcpyDtoHAsync_v2(void *to, uint64_t from, size_t bytes, void *stream) {
    BEGIN;
    const unsigned char *at = reach(from, bytes);
    if (!at) return refuse(invalidValue, "copy from the device beyond its block: " + range(from, bytes));
    if (int code = enqueue(stream, [=] { std::memcpy(to, at, bytes); return success; })) return code;
    // To memory that is not pinned it returns when the bytes are there.
    return isPinned(to, bytes) ? static_cast<int>(success) : drain(stream);
}

EXPORT int cuMemcpyDtoDAsync_v2(uint64_t to, uint64_t from, size_t bytes, void *stream) {
    BEGIN;
    unsigned char *there = reach(to, bytes);
    const unsigned char *here = reach(from, bytes);
    if (!there) return refuse(invalidValue, "copy on the device beyond its block: " + range(to, bytes));
    if (!here) return refuse(invalidValue, "copy on the device from beyond its block: " + range(from, bytes));
    if (to < from + bytes && from < to + bytes && bytes) return refuse(invalidValue, "copy on the device onto itself");
    return enqueue(stream, [=] { std::memcpy(there, here, bytes); return success; });
}

EXPORT int cuMemsetD8Async(uint64_t at, unsigned char value, size_t bytes, void *stream) {
    BEGIN;
    unsigned char *there = reach(at, bytes);
    if (!there) return refuse(invalidValue, "fill beyond its block: " + range(at, bytes));
    return enqueue(stream, [=] { std::memset(there, value, bytes); return success; });
}

EXPORT int cuMemsetD2D8Async(uint64_t at, size_t pitch, unsigned char value, size_t width, size_t height, void *stream) {
    BEGIN;
    if (width > pitch) return refuse(invalidValue, "fill of rows that are wider than their pitch");
    const uint64_t bytes = height ? (height - 1) * pitch + width : 0;
    unsigned char *there = reach(at, bytes);
    if (!there) return refuse(invalidValue, "fill beyond its block: " + range(at, bytes));
    return enqueue(stream, [=] {
        for (size_t row = 0; row < height; ++row) std::memset(there + row * pitch, value, width);
        return success;
    });
}

// MARK: Streams and events

EXPORT int cuStreamCreate(void **made, unsigned) {
    BEGIN;
    Stream *stream = new Stream;
    device().streams.insert(stream);
    *made = stream;
    return success;
}

EXPORT int cuStreamDestroy_v2(void *stream) {
    BEGIN;
    Stream *one = static_cast<Stream *>(stream);
    if (!device().streams.count(one)) return refuse(invalidHandle, "no such stream");
    run(one);
    device().streams.erase(one);
    delete one;
    return device().error;
}

EXPORT int cuStreamSynchronize(void *stream) {
    BEGIN;
    if (stream && !device().streams.count(static_cast<Stream *>(stream))) return refuse(invalidHandle, "no such stream");
    return drain(stream);
}

EXPORT int cuEventCreate(void **made, unsigned flags) {
    BEGIN;
    Event *event = new Event;
    event->timed = (flags & 2) == 0;
    device().events.insert(event);
    *made = event;
    return success;
}

EXPORT int cuEventDestroy_v2(void *event) {
    BEGIN;
    Event *one = static_cast<Event *>(event);
    if (!device().events.count(one)) return refuse(invalidHandle, "no such event");
    // Work that waits may still name it.
    drain(nullptr);
    device().events.erase(one);
    delete one;
    return device().error;
}

EXPORT int cuEventRecord(void *event, void *stream) {
    BEGIN;
    Event *one = static_cast<Event *>(event);
    if (!device().events.count(one)) return refuse(invalidHandle, "no such event");
    one->reached = false;
    one->stream = stream ? static_cast<Stream *>(stream) : &device().standard;
    return enqueue(stream, [=] {
        one->reached = true;
        one->time = Clock::now();
        return success;
    });
}

EXPORT int cuEventSynchronize(void *event) {
    BEGIN;
    Event *one = static_cast<Event *>(event);
    if (!device().events.count(one)) return refuse(invalidHandle, "no such event");
    // No further than to the event: what lies behind it is not done.
    while (!one->reached && !one->stream->work.empty() && !device().error) step(one->stream);
    return device().error;
}

EXPORT int cuEventElapsedTime(float *milliseconds, void *from, void *to) {
    BEGIN;
    Event *first = static_cast<Event *>(from), *last = static_cast<Event *>(to);
    if (!device().events.count(first) || !device().events.count(last)) return refuse(invalidHandle, "no such event");
    if (!first->timed || !last->timed || !first->stream || !last->stream)
        return refuse(invalidHandle, "the time between events that take none, or were not recorded");
    if (!first->reached || !last->reached) return notReady;
    *milliseconds = std::chrono::duration<float, std::milli>(last->time - first->time).count();
    return success;
}

// MARK: Kernels

namespace {

/// The name of a kernel's section; ends with a zero byte in the file.
bool holds(const std::string &image, const std::string &name) {
    std::string section = ".text." + name;
    section += '\0';
    return image.find(section) != std::string::npos;
}

/// How long a file in ELF's format is by its own header: the driver is given no length.
size_t length(const unsigned char *image) {
    uint64_t sections, segments;
    std::memcpy(&segments, image + 32, 8);
    std::memcpy(&sections, image + 40, 8);
    if (!sections) return 0;
    uint16_t segmentBytes, segmentCount, sectionBytes, sectionCount;
    std::memcpy(&segmentBytes, image + 54, 2);
    std::memcpy(&segmentCount, image + 56, 2);
    std::memcpy(&sectionBytes, image + 58, 2);
    std::memcpy(&sectionCount, image + 60, 2);
    uint64_t end = std::max<uint64_t>(sections + uint64_t(sectionBytes) * sectionCount, segments + uint64_t(segmentBytes) * segmentCount);
    for (unsigned i = 0; i < sectionCount; ++i) {
        uint32_t type;
        uint64_t offset, size;
        const unsigned char *section = image + sections + uint64_t(sectionBytes) * i;
        std::memcpy(&type, section + 4, 4);
        std::memcpy(&offset, section + 24, 8);
        std::memcpy(&size, section + 32, 8);
        if (type != 8) end = std::max(end, offset + size);
    }
    return end;
}

int load(void **made, const void *image) {
    const unsigned char *bytes = static_cast<const unsigned char *>(image);
    const int arch = settings().capabilityMajor * 10 + settings().capabilityMinor;
    std::unique_ptr<Module> module(new Module);
    if (std::memcmp(bytes, "\177ELF", 4) == 0) {
        if (bytes[18] != 190 || bytes[19] != 0) return refuse(invalidImage, "an ELF file that is not for a GPU");
        // Which byte of the flags holds the architecture changed with the format's version 8.
        const int built = bytes[8] >= 8 ? bytes[49] : bytes[48];
        // Code for another minor number of the same major one runs on that and newer ones.
        if (built / 10 != arch / 10 || built > arch)
            return refuse(noBinary, "a file for sm_" + std::to_string(built) + " on an sm_" + std::to_string(arch));
        const size_t size = length(bytes);
        const char *text = reinterpret_cast<const char *>(bytes);
        std::string all;
        if (size) all.assign(text, size);
        else for (const char *name = text + 64; std::strncmp(name, ".text.", 6) == 0; name += std::strlen(name) + 1)
            all += name, all += '\0';
        for (size_t at = 0; (at = all.find(".text.", at)) != std::string::npos; at += 6) {
            const std::string name = all.c_str() + at + 6;
            if (holds(all, name)) module->kernels.insert(name);
        }
    } else if (std::strstr(static_cast<const char *>(image), ".version")) {
        const std::string text = static_cast<const char *>(image);
        const size_t target = text.find(".target sm_");
        if (target == std::string::npos) return refuse(invalidImage, "PTX without a target");
        if (std::atoi(text.c_str() + target + 11) > arch) return refuse(noBinary, "PTX for a newer GPU");
        // PTX of a newer toolkit than the driver is what it refuses.
        if (settings().nvrtcMajor * 1000 + settings().nvrtcMinor * 10 > settings().driverVersion + 9)
            return refuse(unsupportedPTX, "PTX newer than the driver");
        for (size_t at = 0; (at = text.find(".entry ", at)) != std::string::npos; at += 7)
            module->kernels.insert(text.substr(at + 7, text.find('(', at) - at - 7));
    } else {
        return refuse(invalidImage, "neither a cubin nor PTX");
    }
    *made = module.get();
    device().modules.insert(module.release());
    return success;
}

/// What is to be kept of a launch; null where nothing is asked for.
std::unique_ptr<Recording> recorded(const std::string &name, const unsigned (&shape)[5], const std::vector<uint64_t> &slots) {
    if (!Recording::isWanted()) return nullptr;
    std::vector<Recording::Pointer> pointers(slots.size(), {~0ull, 0});
    std::vector<Recording::Block> blocks;
    std::map<uint64_t, uint64_t> numbers;
    const char *kinds = emulation_argument_types(name.c_str());
    for (size_t i = 0; i < slots.size(); ++i) {
        if (kinds[i] != 'p' || !slots[i]) continue;
        auto next = device().blocks.upper_bound(slots[i]);
        if (next == device().blocks.begin()) continue;
        --next;
        const auto made = numbers.emplace(next->first, blocks.size());
        if (made.second)
            blocks.push_back({reinterpret_cast<unsigned char *>(translated(next->first)), next->second.bytes});
        pointers[i] = {made.first->second, slots[i] - next->first};
    }
    return std::unique_ptr<Recording>(new Recording(name, shape, slots, pointers, blocks));
}

}  // namespace

EXPORT int cuModuleLoadData(void **made, const void *image) {
    BEGIN;
    return load(made, image);
}

EXPORT int cuModuleLoadDataEx(void **made, const void *image, unsigned, int *, void **) {
    BEGIN;
    return load(made, image);
}

EXPORT int cuModuleUnload(void *module) {
    BEGIN;
    Module *one = static_cast<Module *>(module);
    if (!device().modules.count(one)) return refuse(invalidHandle, "no such module");
    drain(nullptr);
    device().modules.erase(one);
    delete one;
    return device().error;
}

EXPORT int cuModuleGetFunction(void **made, void *module, const char *name) {
    BEGIN;
    Module *one = static_cast<Module *>(module);
    if (!device().modules.count(one)) return refuse(invalidHandle, "no such module");
    if (!one->kernels.count(name)) return refuse(notFound, std::string("the file holds no kernel ") + name);
    if (!emulation_has(name)) return refuse(notFound, std::string("there is no emulation of ") + name);
    Function *function = new Function{name};
    device().functions.insert(function);
    *made = function;
    return success;
}

EXPORT int cuFuncGetAttribute(int *value, int attribute, void *function) {
    BEGIN;
    if (!device().functions.count(static_cast<Function *>(function))) return refuse(invalidHandle, "no such function");
    *value = attribute == 0 ? 1024 : 0;
    return success;
}

EXPORT int cuFuncLoad(void *function) {
    BEGIN;
    if (!device().functions.count(static_cast<Function *>(function))) return refuse(invalidHandle, "no such function");
    return success;
}

EXPORT int cuFuncSetAttribute(void *function, int attribute, int value) {
    BEGIN;
    Function *one = static_cast<Function *>(function);
    if (!device().functions.count(one)) return refuse(invalidHandle, "no such function");
    if (attribute != 8 || value < 0 || value > 227 << 10) return refuse(invalidValue, "an attribute or value that is not there");
    one->dynamicShared = value;
    return success;
}

EXPORT int cuLaunchKernel(void *function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
                          unsigned shared, void *stream, void **arguments, void **extra) {
    BEGIN;
    Function *one = static_cast<Function *>(function);
    if (!device().functions.count(one)) return refuse(invalidHandle, "no such function");
    const std::string name = one->name;
    if (extra) return refuse(invalidValue, name + ": arguments by 'extra' are not used here");
    if (!gx || !gy || !gz || !bx || !by || !bz || gx > 0x7FFFFFFFu || gy > 65535 || gz > 65535 || bx > 1024 || by > 1024 ||
        bz > 64 || uint64_t(bx) * by * bz > 1024)
        return refuse(invalidValue, name + ": a grid or block that no device takes");
    if (by != 1 || bz != 1) return refuse(invalidValue, name + ": kernels here have blocks of one row");
    if (shared > one->dynamicShared) return refuse(invalidValue, name + ": more shared memory than was asked for");
    const int count = emulation_argument_count(name.c_str());
    // Taken now, as a driver does: the caller's slots are free when this returns.
    std::vector<uint64_t> taken(count), given(count);
    for (int i = 0; i < count; ++i) {
        std::memcpy(&given[i], arguments[i], 8);
        taken[i] = translated(given[i]);
    }
    return enqueue(stream, [=]() mutable {
        if (int code = entered(("kernel " + name).c_str())) return code;
        std::unique_ptr<Recording> recording = recorded(name, {gx, gy, gz, bx, shared}, given);
        running = name.c_str();
        const int failed = emulation_launch(name.c_str(), gx, gy, gz, bx, shared, taken.data());
        running = nullptr;
        if (recording && !failed) recording->finish();
        if (failed)
            return refuse(illegalAddress, name + ": " + emulation_message());
        return static_cast<int>(success);
    });
}

// MARK: What tests ask

EXPORT uint64_t fake_memory_in_use(void) { LOCKED; return device().used; }
EXPORT int fake_live_blocks(void) { LOCKED; return static_cast<int>(device().blocks.size()); }
EXPORT int fake_pending(void) {
    LOCKED;
    size_t all = device().standard.work.size();
    for (Stream *one : device().streams) all += one->work.size();
    return static_cast<int>(all);
}
EXPORT int fake_peek(uint64_t address, void *to, uint64_t bytes) {
    LOCKED;
    const unsigned char *at = reach(address, bytes);
    if (!at) return invalidValue;
    std::memcpy(to, at, bytes);
    return success;
}
