"""Who finds which page of the CMS and of the desk; the people are those of test_back_offices.py."""

# For each address and method what each of the people gets:
#   200 found; 302 done, and led on; 400, 409 and 422 found, and something is missing or not possible now;
#   403 and 404 refused, or as if it were not there; 405 not that way; out: sent to sign in, or to the front.
# A method that no line names is taken of nobody. Of a line that says the same for all, nothing in the samples
# leads to what is there, or the address is shut.
VIEWS = """
                                                                    Nia Edd San Ola Kay Lea Rav Pia Ada
/cms/views/themes/                                             get  404 404 200 404 404 404 200 404 200
/cms/views/themes/<pk>/                                        get  404 404 200 404 404 404 200 404 200
/cms/views/themes/<pk>/                                        post 404 404 200 404 404 404 200 404 200
/cms/views/themes/<pk>/texts/                                  get  404 404 200 404 404 404 200 404 200
/cms/views/themes/<pk>/merge/                                  post 404 404 200 404 404 404 200 404 200
/cms/views/themes/<pk>/unmerge/                                get  404 404 302 404 404 404 302 404 302
/cms/views/themes/<pk>/unmerge/                                post 404 404 302 404 404 404 302 404 302
/cms/views/themes/<pk>/outcome/                                get  404 404 200 404 404 404 404 404 200
/cms/views/themes/<pk>/outcome/                                post 404 404 200 404 404 404 404 404 200
/cms/views/themes/<pk>/<decision>/                             post 404 404 302 404 404 404 302 404 302
/cms/views/<pk>/themes/                                        get  404 404 200 404 404 404 200 404 200
/cms/views/<pk>/themes/                                        post 404 404 200 404 404 404 200 404 200
/cms/views/<pk>/coding/<question>/                             get  404 404 200 404 404 404 200 404 200
/cms/views/<pk>/coding/<question>/                             post 404 404 200 404 404 404 200 404 200
/cms/views/<pk>/coding/<question>/together/                    post 404 404 200 404 404 404 200 404 200
/cms/views/<pk>/coding/<question>/undo/                        post 404 404 302 404 404 404 302 404 302
/cms/views/<pk>/outcomes/                                      get  404 404 200 404 404 404 404 404 200
/cms/views/<pk>/report/                                        get  404 404 200 404 404 404 404 404 200
/cms/views/<pk>/report/                                        post 404 404 200 404 404 404 404 404 200
/cms/views/outcomes/<pk>/<decision>/                           post 404 404 302 404 404 404 404 404 302
/cms/views/                                                    get  404 404 200 200 200 404 200 404 200
/cms/views/<pk>/                                               get  404 404 200 404 404 404 404 404 200
/cms/views/<pk>/members/                                       get  404 404 404 404 404 404 404 404 404
/cms/views/<pk>/members/                                       post 404 404 404 404 404 404 404 404 404
/cms/views/<pk>/next/                                          get  404 404 302 404 404 404 404 404 302
/cms/views/<pk>/paper/                                         get  404 404 404 404 200 404 404 404 200
/cms/views/<pk>/paper/                                         post 404 404 404 404 200 404 404 404 200
/cms/views/paper/<pk>/                                         get  404 404 404 404 200 404 404 404 200
/cms/views/paper/<pk>/key/                                     get  404 404 404 404 200 404 404 404 200
/cms/views/paper/<pk>/key/                                     post 404 404 404 404 200 404 404 404 200
/cms/views/paper/<pk>/finish/                                  post 404 404 404 404 302 404 404 404 302
/cms/views/paper/forms/<pk>/                                   get  404 404 404 404 200 404 404 404 200
/cms/views/paper/forms/<pk>/                                   post 404 404 404 404 200 404 404 404 200
/cms/views/paper/forms/<pk>/delete/                            post 404 404 404 404 302 404 404 404 302
/cms/views/paper/forms/<pk>/receipt/                           post 404 404 404 404 200 404 404 404 200
/cms/views/safeguarding/                                       get  404 404 200 404 404 200 404 404 200
/cms/views/safeguarding/<pk>/cleared/                          post 404 404 409 404 404 409 404 404 409
/cms/views/answers/<pk>/history/                               get  404 404 200 404 404 404 404 404 200
/cms/views/answers/<pk>/refuse/                                post 404 404 200 404 404 404 404 404 200
/cms/views/quotes/<pk>/uses/                                   get  404 404 200 404 404 404 404 404 200
/cms/views/<pk>/quotes/                                        get  404 404 200 404 404 404 404 404 200
/cms/views/<pk>/figures/                                       get  404 404 200 404 404 404 404 404 200
/cms/views/<pk>/figures/                                       post 404 404 200 404 404 404 404 404 200
/cms/views/<pk>/tables/                                        get  404 404 200 404 404 404 404 404 200
/cms/views/<pk>/tables/propose/                                post 404 404 302 404 404 404 404 404 302
/cms/views/<pk>/exports/                                       get  404 404 404 404 404 404 200 404 200
/cms/views/<pk>/exports/ask/                                   post 404 404 404 404 404 404 302 404 302
/cms/views/<pk>/exports/stop/                                  post 404 404 404 404 404 404 302 404 302
/cms/views/exports/<pk>/                                       post 404 404 404 404 404 404 200 404 200
/cms/views/tables/<pk>/<decision>/                             post 404 404 302 404 404 404 404 404 302
/cms/views/answers/<pk>/                                       get  404 404 200 404 404 404 404 404 200
/cms/views/answers/<pk>/redact/                                post 404 404 200 404 404 404 404 404 200
/cms/views/answers/<pk>/quote/                                 post 404 404 200 404 404 404 404 404 200
/cms/views/answers/<pk>/<decision>/                            post 404 404 302 404 404 404 404 404 302
/cms/views/quotes/<pk>/<decision>/                             post 404 404 302 404 404 404 404 404 302
/cms/views/figures/<pk>/<decision>/                            post 404 404 302 404 404 404 404 404 302
/cms/views/new/                                                get  404 404 404 200 404 404 404 404 200
/cms/views/new/                                                post 404 404 404 422 404 404 404 404 422
/cms/views/<pk>/build/                                         get  404 404 404 200 404 404 404 404 200
/cms/views/<pk>/build/words/                                   get  404 404 404 200 404 404 404 404 200
/cms/views/<pk>/build/words/                                   post 404 404 404 422 404 404 404 404 422
/cms/views/<pk>/build/audience/                                get  404 404 404 200 404 404 404 404 200
/cms/views/<pk>/build/audience/                                post 404 404 404 422 404 404 404 404 422
/cms/views/<pk>/build/open/                                    get  404 404 404 200 404 404 404 404 200
/cms/views/<pk>/build/open/                                    post 404 404 404 302 404 404 404 404 302
/cms/views/<pk>/build/discard/                                 get  404 404 404 200 404 404 404 404 200
/cms/views/<pk>/build/discard/                                 post 404 404 404 302 404 404 404 404 302
/cms/views/<pk>/build/close/                                   get  404 404 404 200 404 404 404 404 200
/cms/views/<pk>/build/close/                                   post 404 404 404 302 404 404 404 404 302
/cms/views/<pk>/build/extend/                                  get  404 404 404 200 404 404 404 404 200
/cms/views/<pk>/build/extend/                                  post 404 404 404 422 404 404 404 404 422
/cms/views/<pk>/build/again/                                   post 404 404 404 302 404 404 404 404 302
/cms/views/<pk>/build/sections/new/                            get  404 404 404 200 404 404 404 404 200
/cms/views/<pk>/build/sections/new/                            post 404 404 404 422 404 404 404 404 422
/cms/views/<pk>/preview/                                       get  404 404 404 200 404 404 404 404 200
/cms/views/<pk>/preview/replies/                               get  404 404 404 200 404 404 404 404 200
/cms/views/sections/<pk>/                                      get  404 404 404 200 404 404 404 404 200
/cms/views/sections/<pk>/                                      post 404 404 404 422 404 404 404 404 422
/cms/views/sections/<pk>/remove/                               get  404 404 404 200 404 404 404 404 200
/cms/views/sections/<pk>/remove/                               post 404 404 404 302 404 404 404 404 302
/cms/views/sections/<pk>/move/<where>/                         post 404 404 404 302 404 404 404 404 302
/cms/views/sections/<pk>/questions/new/                        get  404 404 404 200 404 404 404 404 200
/cms/views/sections/<pk>/questions/new/                        post 404 404 404 422 404 404 404 404 422
/cms/views/sections/<pk>/questions/new/<kind>/                 get  404 404 404 200 404 404 404 404 200
/cms/views/sections/<pk>/questions/new/<kind>/                 post 404 404 404 422 404 404 404 404 422
/cms/views/questions/<pk>/                                     get  404 404 404 200 404 404 404 404 200
/cms/views/questions/<pk>/                                     post 404 404 404 422 404 404 404 404 422
/cms/views/questions/<pk>/remove/                              get  404 404 404 200 404 404 404 404 200
/cms/views/questions/<pk>/remove/                              post 404 404 404 302 404 404 404 404 302
/cms/views/questions/<pk>/move/<where>/                        post 404 404 404 302 404 404 404 404 302
"""
PETITIONS = """
                                                                    Nia Edd San Ola Kay Lea Rav Pia Ada
/cms/petitions/<pk>/moderation/                                get  out out 200 out out out out out 200
/cms/petitions/<pk>/moderation/preview/                        post out out 302 out out out out out 302
/cms/petitions/<pk>/moderation/rule/                           post out out 302 out out out out out 302
/cms/petitions/<pk>/moderation/reasons/                        get  out out 200 out out out out out 200
/cms/petitions/<pk>/moderation/reasons/                        post out out 302 out out out out out 302
/cms/petitions/<pk>/moderation/rulings/<number>/undo/          post out out 302 out out out out out 302
/cms/petitions/<pk>/moderation/alerts/<number>/seen/           post out out 302 out out out out out 302
/cms/petitions/<pk>/limits/                                    get  out out out out out out out out 200
/cms/petitions/<pk>/limits/                                    post out out out out out out out out 200
/cms/petitions/workplaces/                                     get  out out out out out out out out 200
/cms/petitions/workplaces/                                     post out out out out out out out out 422
/cms/petitions/workplaces/<pk>/                                get  out out out out out out out out 200
/cms/petitions/workplaces/<pk>/                                post out out out out out out out out 422
/cms/petitions/<pk>/hand-in/                                   get  out out 200 out out out out out 200
/cms/petitions/<pk>/hand-in/                                   post out out 302 out out out out out 302
/cms/petitions/<pk>/hand-in/<pack>/pdf/                        post out out 302 out out out out out 302
/cms/petitions/<pk>/hand-in/<pack>/csv/                        post out out 302 out out out out out 302
/cms/petitions/<pk>/hand-in/<pack>/annex/                      post out out 302 out out out out out 302
/cms/petitions/                                                get  out 200 200 out out out out out 200
/cms/petitions/results/                                        get  out 200 200 out out out out out 200
/cms/petitions/new/                                            get  out 200 200 out out out out out 200
/cms/petitions/new/                                            post out 200 200 out out out out out 200
/cms/petitions/edit/<pk>/                                      get  out 200 200 out out out out out 200
/cms/petitions/edit/<pk>/                                      post out 200 200 out out out out out 200
/cms/petitions/delete/<pk>/                                    get  out out out out out out out out out
/cms/petitions/delete/<pk>/                                    post out out out out out out out out out
/cms/petitions/history/<pk>/                                   get  out 200 200 out out out out out 200
/cms/petitions/history-results/<pk>/                           get  out 200 200 out out out out out 200
/cms/petitions/usage/<pk>/                                     get  out 200 200 out out out out out 200
/cms/petitions/<pk>/state/                                     get  out 200 200 out out out out out 200
/cms/petitions/<pk>/state/                                     post out 302 302 out out out out out 302
/cms/petitions/<pk>/successor/                                 post out out 302 out out out out out 302
/cms/petitions/<pk>/entries/                                   get  out 200 200 out out out out out 200
/cms/petitions/<pk>/entries/new/                               get  out 200 200 out out out out out 200
/cms/petitions/<pk>/entries/new/                               post out 200 200 out out out out out 200
/cms/petitions/<pk>/entries/<entry_pk>/                        get  out 200 200 out out out out out 200
/cms/petitions/<pk>/entries/<entry_pk>/words/                  get  out 200 200 out out out out out 200
/cms/petitions/<pk>/entries/<entry_pk>/words/                  post out 200 200 out out out out out 200
/cms/petitions/<pk>/entries/<entry_pk>/<act>/                  post out out 302 out out out out out 302
/cms/petition_chooser/create/                                  get  out 200 200 out out out out out 200
/cms/petition_chooser/create/                                  post out 200 200 out out out out out 200
"""
NEWSLETTERS = """
                                                                    Nia Edd San Ola Kay Lea Rav Pia Ada
/cms/newsletters/                                              get  404 200 200 404 404 404 404 404 200
/cms/newsletters/new/<page_pk>/                                get  404 200 200 404 404 404 404 404 200
/cms/newsletters/new/<page_pk>/                                post 404 422 422 404 404 404 404 404 422
/cms/newsletters/<pk>/                                         get  404 200 200 404 404 404 404 404 200
/cms/newsletters/<pk>/edit/                                    get  404 200 200 404 404 404 404 404 200
/cms/newsletters/<pk>/edit/                                    post 404 422 422 404 404 404 404 404 422
/cms/newsletters/<pk>/letter/<language>/                       get  404 200 200 404 404 404 404 404 200
/cms/newsletters/<pk>/<verb>/                                  post 404 404 302 404 404 404 404 404 302
/cms/newsletters/offers/                                       get  out out 200 out out out out out 200
/cms/newsletters/offers/results/                               get  out out 200 out out out out out 200
/cms/newsletters/offers/new/                                   get  out out 200 out out out out out 200
/cms/newsletters/offers/new/                                   post out out 200 out out out out out 200
/cms/newsletters/offers/edit/<pk>/                             get  out out 200 out out out out out 200
/cms/newsletters/offers/edit/<pk>/                             post out out 200 out out out out out 200
/cms/newsletters/offers/delete/<pk>/                           get  out out out out out out out out out
/cms/newsletters/offers/delete/<pk>/                           post out out out out out out out out out
/cms/newsletters/offers/history/<pk>/                          get  out out 200 out out out out out 200
/cms/newsletters/offers/history-results/<pk>/                  get  out out 200 out out out out out 200
/cms/newsletters/offers/usage/<pk>/                            get  out out 200 out out out out out 200
"""
OTHERS = """
                                                                    Nia Edd San Ola Kay Lea Rav Pia Ada
/cms/password_reset/                                           get  out out out out out out out out out
/cms/password_reset/                                           post out out out out out out out out out
/cms/bulk/wagtailcore/page/publish/                            get  302 302 302 302 302 302 302 302 302
/cms/bulk/wagtailcore/page/publish/                            post 302 302 302 302 302 302 302 302 302
/cms/bulk/wagtailcore/page/unpublish/                          get  302 302 302 302 302 302 302 302 302
/cms/bulk/wagtailcore/page/unpublish/                          post 302 302 302 302 302 302 302 302 302
/cms/api/main/pages/<pk>/action/<action>/                      get  302 302 302 302 302 302 302 302 302
/cms/api/main/pages/<pk>/action/<action>/                      post 302 302 302 302 302 302 302 302 302
/cms/localize/page/<pk>/convert_to_alias/                      get  302 302 302 302 302 302 302 302 302
/cms/localize/page/<pk>/convert_to_alias/                      post 302 302 302 302 302 302 302 302 302
/cms/choose-page/                                              get  200 200 200 200 200 200 200 200 200
/cms/choose-external-link/                                     get  200 200 200 200 200 200 200 200 200
/cms/choose-external-link/                                     post 400 400 400 400 400 400 400 400 400
/cms/branches/                                                 get  out out 200 out out out out out 200
/cms/branches/<pk>/give/                                       post out out 302 out out out out out 302
/cms/comments/                                                 get  out out 200 out out out out out 200
/cms/comments/refuse/                                          post out out 302 out out out out out 302
/cms/comments/<pk>/                                            post out out 302 out out out out out 302
/cms/postcodes/                                                get  out out out out out out out out 200
/cms/postcodes/                                                post out out out out out out out out 422
/cms/pages/<pk>/hurry/                                         get  out out out out out out out out 200
/cms/pages/<pk>/hurry/                                         post out out out out out out out out 200
/cms/pages/<pk>/recall/                                        get  out out 200 out out out out out 200
/cms/pages/<pk>/recall/                                        post out out 200 out out out out out 200
/cms/pages/<pk>/recall/undo/                                   post out out 302 out out out out out 302
/cms/pages/<pk>/press/                                         get  out out 200 out out out out out 200
/cms/pages/<pk>/press/                                         post out out 200 out out out out out 200
/cms/press-links/<pk>/stop/                                    post out out 302 out out out out out 302
/cms/pages/<pk>/approve/                                       get  out out 200 out out out out out 200
/cms/pages/<pk>/approve/                                       post out out 200 out out out out out 200
/cms/pages/<pk>/submit-translation/                            post out 302 302 out out out out out 302
/cms/pay-scales/                                               get  out out out out out out out 200 200
/cms/pay-scales/                                               post out out out out out out out 422 422
/cms/desk-roles/                                               get  out out out out out out out out 200
/cms/desk-roles/results/                                       get  out out out out out out out out 200
/cms/desk-roles/new/                                           get  out out out out out out out out 200
/cms/desk-roles/new/                                           post out out out out out out out out 200
/cms/desk-roles/edit/<pk>/                                     get  out out out out out out out out out
/cms/desk-roles/edit/<pk>/                                     post out out out out out out out out out
/cms/desk-roles/delete/<pk>/                                   get  out out out out out out out out 200
/cms/desk-roles/delete/<pk>/                                   post out out out out out out out out 302
/cms/desk-roles/history/<pk>/                                  get  out out out out out out out out 200
/cms/desk-roles/history-results/<pk>/                          get  out out out out out out out out 200
/cms/desk-roles/usage/<pk>/                                    get  out out out out out out out out out
/cms/desk-roles/usage/<pk>/                                    post out out out out out out out out out
/cms/                                                          get  200 200 200 200 200 200 200 200 200
/cms/pages/<page_id>/edit/                                     get  out 200 200 out out out out out 200
/cms/pages/<page_id>/edit/                                     post out 200 200 out out out out out 200
/cms/pages/workflow/action/<page_id>/approve/<task_state_id>/  get  302 302 302 302 302 302 302 302 302
/cms/pages/workflow/action/<page_id>/approve/<task_state_id>/  post 302 302 302 302 302 302 302 302 302
/cms/pages/<pk>/unpublish/                                     get  302 302 302 302 302 302 302 302 302
/cms/pages/<pk>/unpublish/                                     post 302 302 302 302 302 302 302 302 302
/cms/bulk/wagtailcore/page/<action>/                           get  404 404 404 404 404 404 404 404 404
/cms/bulk/wagtailcore/page/<action>/                           post 404 404 404 404 404 404 404 404 404
/cms/bulk/pages/<kind>/<action>/                               get  out out out out out out out out out
/cms/bulk/pages/<kind>/<action>/                               post out out out out out out out out out
/cms/images/chooser/<image_id>/select_format/                  get  out out out out out out out out out
/cms/images/chooser/<image_id>/select_format/                  post out out out out out out out out out
/cms/pages/<page_to_move_id>/move/<destination_id>/confirm/    get  out 200 200 out out out out out 200
/cms/pages/<page_to_move_id>/move/<destination_id>/confirm/    post out out out out out out out out out
/cms/pages/<page_id>/privacy/                                  get  out out 200 out out out out out 200
/cms/pages/<page_id>/privacy/                                  post out out 200 out out out out out 200
/cms/pages/<page_to_move_id>/set_position/                     get  out out 200 out out out out out 200
/cms/pages/<page_to_move_id>/set_position/                     post out out 200 out out out out out 200
/cms/choose-page/<parent_page_id>/                             get  200 200 200 200 200 200 200 200 200
/cms/choose-page/chosen-multiple/                              get  200 200 200 200 200 200 200 200 200
/cms/reports/page-types-usage/                                 get  out 200 200 out out out out out 200
/cms/reports/page-types-usage/results/                         get  out 200 200 out out out out out 200
/cms/failwhale/                                                get  out out out out out out out out out
/cms/failwhale/                                                post out out out out out out out out out
/cms/localize/reports/translations/                            get  out 200 200 out out out out out 200
/cms/localize/reports/translations/results/                    get  out 200 200 out out out out out 200
/cms/localize/submit/page/<page_id>/                           get  out 200 200 out out out out out 200
/cms/localize/submit/page/<page_id>/                           post out 200 200 out out out out out 200
/cms/localize/update/<translation_source_id>/                  get  404 404 404 404 404 404 404 404 404
/cms/localize/update/<translation_source_id>/                  post 404 404 404 404 404 404 404 404 404
/cms/pages/<page_id>/lock/                                     post out out 302 out out out out out 302
/cms/pages/<page_id>/unlock/                                   post out out 302 out out out out out 302
/cms/sites/new/                                                get  out out out out out out out out 200
/cms/sites/new/                                                post out out out out out out out out 200
/cms/sites/edit/<pk>/                                          get  out out out out out out out out 200
/cms/sites/edit/<pk>/                                          post out out out out out out out out 200
/cms/sites/delete/<pk>/                                        get  out out out out out out out out 302
/cms/sites/delete/<pk>/                                        post out out out out out out out out 302
/cms/redirects/import/process/                                 post out out out out out out out out 400
/cms/settings/<app_name>/<model_name>/<pk>/                    get  out out out out out out out out 200
/cms/settings/<app_name>/<model_name>/<pk>/                    post out out out out out out out out 200
"""
DESK = """
                                                                    ano Row Ine Orl Rhe Sol Nel Jos
/desk/                                                         get  out 403 200 200 200 200 200 200
/desk/roll/                                                    get  out 404 200 200 200 404 200 404
/desk/roll/search/                                             get  out 404 200 200 200 404 200 404
/desk/roll/search/                                             post out 404 422 422 422 404 422 404
/desk/roll/members/<pk>/                                       get  out 404 200 404 200 404 200 404
/desk/roll/branches/<code>/                                    get  out 404 200 404 200 404 200 404
/desk/roll/branches/<code>/unreachable/                        get  out 404 200 404 200 404 200 404
/desk/roll/branches/<code>/unreachable.csv                     post out 404 200 404 200 404 200 404
/desk/roll/uploads/new/                                        get  out 404 200 200 200 404 200 404
/desk/roll/uploads/new/                                        post out 404 422 422 422 404 422 404
/desk/roll/uploads/<pk>/                                       get  out 404 200 404 200 404 200 404
/desk/roll/uploads/<pk>/columns/                               post out 404 422 404 422 404 422 404
/desk/roll/uploads/<pk>/commit/                                post out 404 409 404 409 404 409 404
/desk/roll/uploads/<pk>/stop/                                  post out 404 302 404 302 404 302 404
/desk/roll/uploads/<pk>/discard/                               post out 404 302 404 302 404 302 404
/desk/roll/uploads/<pk>/faults.csv                             get  out 404 200 404 200 404 200 404
/desk/petitions/                                               get  out 404 200 200 200 200 200 200
/desk/petitions/<slug>/                                        get  out 404 200 200 200 404 200 404
/desk/petitions/<slug>/take-off/                               get  out 404 200 200 200 404 200 404
/desk/petitions/<slug>/take-off/                               post out 404 200 200 200 404 200 404
/desk/petitions/<slug>/sheets/                                 get  out 404 200 200 200 404 200 404
/desk/petitions/<slug>/sheets/                                 post out 404 200 200 200 404 200 404
/desk/petitions/<slug>/batches/<number>/                       get  out 404 200 404 200 404 200 404
/desk/petitions/<slug>/batches/<number>/sheets.pdf             get  out 404 200 404 200 404 200 404
/desk/petitions/<slug>/batches/<number>/key/                   get  out 404 200 404 200 404 200 404
/desk/petitions/<slug>/batches/<number>/key/                   post out 404 200 404 200 404 200 404
/desk/petitions/<slug>/batches/<number>/rows/<pk>/             get  out 404 200 404 200 404 200 404
/desk/petitions/<slug>/batches/<number>/rows/<pk>/             post out 404 200 404 200 404 200 404
/desk/petitions/<slug>/batches/<number>/rows/<pk>/remove/      post out 404 302 404 302 404 302 404
/desk/petitions/<slug>/batches/<number>/finish/                post out 404 302 404 302 404 302 404
/desk/petitions/<slug>/batches/<number>/reopen/                post out 404 409 404 409 404 409 404
/desk/petitions/<slug>/batches/<number>/scans/                 get  out 404 302 404 302 404 302 404
/desk/petitions/<slug>/batches/<number>/scans/                 post out 404 422 404 422 404 422 404
/desk/petitions/<slug>/batches/<number>/scans/<pk>/            get  out 404 200 404 200 404 200 404
/desk/petitions/<slug>/batches/<number>/scans/<pk>/remove/     post out 404 302 404 302 404 302 404
/desk/petitions/<slug>/batches/<number>/check/                 get  out 404 302 404 302 404 302 404
/desk/petitions/<slug>/batches/<number>/rows/<pk>/same/        post out 404 409 404 409 404 409 404
/desk/petitions/<slug>/batches/<number>/rows/<pk>/correct/     post out 404 422 404 422 404 422 404
/desk/petitions/<slug>/batches/<number>/rows/<pk>/two-people/  post out 404 409 404 409 404 409 404
/desk/petitions/<slug>/batches/<number>/count/                 post out 404 409 404 409 404 409 404
/desk/petitions/<slug>/batches/<number>/take-out/              post out 404 422 404 422 404 422 404
/desk/petitions/<slug>/stalls/                                 get  out 404 200 200 200 404 200 404
/desk/petitions/<slug>/stalls/                                 post out 404 200 200 200 404 200 404
/desk/petitions/<slug>/stalls/<pk>/                            get  out 404 200 404 200 404 200 404
/desk/petitions/<slug>/stalls/<pk>/end/                        post out 404 302 404 302 404 302 404
/desk/petitions/<slug>/structure/                              get  out 404 200 200 200 404 200 404
/desk/petitions/<slug>/structure.csv                           get  out 404 200 200 200 404 200 404
"""
