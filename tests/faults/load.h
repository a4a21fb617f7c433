#ifndef CARTERA_TESTS_FAULTS_LOAD_H_
#define CARTERA_TESTS_FAULTS_LOAD_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "google/protobuf/message.h"
#include "tests/faults/fleet.h"

namespace cartera::faults {

// One call that was answered with OK, and with what.
struct Acknowledged {
  std::shared_ptr<google::protobuf::Message> request;
  std::shared_ptr<google::protobuf::Message> response;
  const testing::Caller* caller = nullptr;
};

// Several clients that write without a pause and take nothing for granted: each repeats a call with
// the same request_id until it is answered, and remembers the answer.
//   - project writers register projects and change their titles;
//   - submission writers enter a case, sign, submit and withdraw it, again and again: the effects
//     lock and unlock the case in appraisal.
class Load {
 public:
  Load(Fleet& fleet, int project_writers, int submission_writers);
  ~Load();

  // Lets everybody finish the call under way and ends the threads.
  void Stop();
  int64_t acknowledged() const { return acknowledged_.load(); }
  // Repeated attempts: calls whose first answer was not final.
  int64_t repeated() const { return repeated_.load(); }
  // Waits until `count` more calls were answered; false when that takes longer than a minute.
  bool AwaitProgress(int64_t count) const;

  // Call the rest after Stop.

  // Every acknowledged write is there, none twice, and the same request_id answers the same bytes.
  void ExpectAllThere();
  // The effects of every submission happened once and in order: outboxes and inboxes agree.
  void ExpectEffectsOnce();

 private:
  struct Writer {
    std::vector<Acknowledged> done;
    std::map<std::string, std::string> titles;  // by project id
    std::string case_id;                        // of a submission writer
    std::string revision_hash;
    int cycles = 0;  // submitted and withdrawn
    std::thread thread;
  };
  void SetUp(int project_writers, int submission_writers);
  void WriteProjects(Writer* writer, int number);
  void WriteSubmissions(Writer* writer, int number);
  // False when the answer was final and not OK, which fails the test.
  template <typename Response, typename Request>
  bool Send(Writer* writer, const testing::Caller& caller, Request request,
            const std::string& request_id, Response* response);

  Fleet& fleet_;
  std::map<std::string, testing::Caller> callers_;
  std::vector<std::unique_ptr<Writer>> writers_;
  std::atomic<bool> stopping_{false};
  std::atomic<int64_t> acknowledged_{0};
  std::atomic<int64_t> repeated_{0};
};

// All chains of all services verify.
void ExpectChainsVerify(Fleet& fleet);
// Nothing is left of a call when nobody calls: no place in a queue, no stream, no connection
// leased, no transaction open, no lock but those of the relays, and no more threads than `threads`,
// if that is not 0.
void ExpectNothingLeaks(Fleet& fleet, int threads = 0);

}  // namespace cartera::faults

#endif  // CARTERA_TESTS_FAULTS_LOAD_H_
