#ifndef CARTERA_SERVICES_OVERSIGHT_CELL_FOLDER_H_
#define CARTERA_SERVICES_OVERSIGHT_CELL_FOLDER_H_

#include <thread>

#include "absl/base/thread_annotations.h"
#include "libs/base/mutex.h"
#include "libs/platform/app/module.h"

namespace cartera::oversight {

// Folds what changed into the cells about once a second. Reports are exact without it: it bounds
// how much they have to correct. Its thread ends with it.
class CellFolder {
 public:
  explicit CellFolder(app::Env& env);
  ~CellFolder();
  CellFolder(const CellFolder&) = delete;
  CellFolder& operator=(const CellFolder&) = delete;

 private:
  void Run();

  app::Env& env_;
  Mutex mutex_;
  CondVar woken_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace cartera::oversight

#endif  // CARTERA_SERVICES_OVERSIGHT_CELL_FOLDER_H_
