import {
  AuditOutlined as AuditOutlinedDrawn,
  CheckCircleFilled as CheckCircleFilledDrawn,
  CheckCircleOutlined as CheckCircleOutlinedDrawn,
  CloseCircleFilled as CloseCircleFilledDrawn,
  CloseOutlined as CloseOutlinedDrawn,
  CloudUploadOutlined as CloudUploadOutlinedDrawn,
  CopyOutlined as CopyOutlinedDrawn,
  DeleteOutlined as DeleteOutlinedDrawn,
  DownloadOutlined as DownloadOutlinedDrawn,
  EditOutlined as EditOutlinedDrawn,
  ExclamationCircleOutlined as ExclamationCircleOutlinedDrawn,
  ExportOutlined as ExportOutlinedDrawn,
  FileSearchOutlined as FileSearchOutlinedDrawn,
  FileTextOutlined as FileTextOutlinedDrawn,
  HistoryOutlined as HistoryOutlinedDrawn,
  KeyOutlined as KeyOutlinedDrawn,
  LogoutOutlined as LogoutOutlinedDrawn,
  MenuOutlined as MenuOutlinedDrawn,
  MessageOutlined as MessageOutlinedDrawn,
  MinusCircleOutlined as MinusCircleOutlinedDrawn,
  NodeIndexOutlined as NodeIndexOutlinedDrawn,
  PictureOutlined as PictureOutlinedDrawn,
  PlusOutlined as PlusOutlinedDrawn,
  QuestionCircleOutlined as QuestionCircleOutlinedDrawn,
  ReloadOutlined as ReloadOutlinedDrawn,
  RightOutlined as RightOutlinedDrawn,
  SafetyCertificateOutlined as SafetyCertificateOutlinedDrawn,
  SafetyOutlined as SafetyOutlinedDrawn,
  StopOutlined as StopOutlinedDrawn,
  TranslationOutlined as TranslationOutlinedDrawn,
} from "@ant-design/icons";
import type { ComponentType, HTMLAttributes } from "react";

type Drawn = ComponentType<HTMLAttributes<HTMLSpanElement>>;

/** Icons here stand beside words or on controls that have a name: read aloud they would only say it twice. */
const silent = (Icon: Drawn): Drawn => (props) => <Icon aria-hidden {...props} />;

export const AuditOutlined = silent(AuditOutlinedDrawn);
export const CheckCircleFilled = silent(CheckCircleFilledDrawn);
export const CheckCircleOutlined = silent(CheckCircleOutlinedDrawn);
export const CloseCircleFilled = silent(CloseCircleFilledDrawn);
export const CloseOutlined = silent(CloseOutlinedDrawn);
export const CloudUploadOutlined = silent(CloudUploadOutlinedDrawn);
export const CopyOutlined = silent(CopyOutlinedDrawn);
export const DeleteOutlined = silent(DeleteOutlinedDrawn);
export const DownloadOutlined = silent(DownloadOutlinedDrawn);
export const EditOutlined = silent(EditOutlinedDrawn);
export const ExclamationCircleOutlined = silent(ExclamationCircleOutlinedDrawn);
export const ExportOutlined = silent(ExportOutlinedDrawn);
export const FileSearchOutlined = silent(FileSearchOutlinedDrawn);
export const FileTextOutlined = silent(FileTextOutlinedDrawn);
export const HistoryOutlined = silent(HistoryOutlinedDrawn);
export const KeyOutlined = silent(KeyOutlinedDrawn);
export const LogoutOutlined = silent(LogoutOutlinedDrawn);
export const MenuOutlined = silent(MenuOutlinedDrawn);
export const MessageOutlined = silent(MessageOutlinedDrawn);
export const MinusCircleOutlined = silent(MinusCircleOutlinedDrawn);
export const NodeIndexOutlined = silent(NodeIndexOutlinedDrawn);
export const PictureOutlined = silent(PictureOutlinedDrawn);
export const PlusOutlined = silent(PlusOutlinedDrawn);
export const QuestionCircleOutlined = silent(QuestionCircleOutlinedDrawn);
export const ReloadOutlined = silent(ReloadOutlinedDrawn);
export const RightOutlined = silent(RightOutlinedDrawn);
export const SafetyCertificateOutlined = silent(SafetyCertificateOutlinedDrawn);
export const SafetyOutlined = silent(SafetyOutlinedDrawn);
export const StopOutlined = silent(StopOutlinedDrawn);
export const TranslationOutlined = silent(TranslationOutlinedDrawn);
