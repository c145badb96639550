from django.urls import path

from disbursements.views import annexes, batches, funds, remittances, results

urlpatterns = [
    path("payments/", batches.payment_desk, name="payment_desk"),
    path("payments/batches/", batches.batch_list, name="batch_list"),
    path("payments/rounds/<int:round_id>/<int:bureau_id>/", batches.batch_new, name="batch_new"),
    path("payments/batches/<str:number>/", batches.batch_detail, name="batch_detail"),
    path("payments/batches/<str:number>/submit/", batches.batch_submit, name="batch_submit"),
    path("payments/batches/<str:number>/return/", batches.batch_return, name="batch_return"),
    path("payments/batches/<str:number>/release/", batches.batch_release, name="batch_release"),
    path("payments/batches/<str:number>/cancel/", batches.batch_cancel, name="batch_cancel"),
    path("payments/batches/<str:number>/bank-file/", results.bank_file, name="bank_file"),
    path("payments/batches/<str:number>/receipt/", results.receipt_import, name="receipt_import"),
    path("payments/batches/<str:number>/lines/<int:pk>/", batches.payment_detail, name="payment_detail"),
    path("payments/batches/<str:number>/lines/<int:pk>/remove/", batches.line_remove, name="line_remove"),
    path("payments/batches/<str:number>/lines/<int:pk>/result/", results.line_result, name="line_result"),
    path("payments/remittances/", remittances.remittance_list, name="remittance_list"),
    path("payments/remittances/<int:pk>/void/", remittances.remittance_void, name="remittance_void"),
    path("payments/remittances/<str:number>/<str:level>/", remittances.remittance_new, name="remittance_new"),
    path("payments/cases/<str:number>/cease/", remittances.payment_cease, name="payment_cease"),
    path("funds/", funds.fund_list, name="fund_list"),
    path("funds/new/", funds.fund_new, name="fund_new"),
    path("funds/<int:pk>/", funds.fund_detail, name="fund_detail"),
    path("funds/<int:pk>/appropriations/new/", funds.appropriation_new, name="appropriation_new"),
    path("funds/appropriations/<int:pk>/confirm/", funds.appropriation_confirm, name="appropriation_confirm"),
    path("funds/appropriations/<int:pk>/refuse/", funds.appropriation_refuse, name="appropriation_refuse"),
    path("annexes/", annexes.annex_list, name="annex_list"),
    path("annexes/<int:round_id>/<str:key>/", annexes.annex_export, name="annex_export"),
]
